import JSON
import JSONRPC
import PluginKit
import ProcessPlugins
import Synchronization

/// A method that a process plugin serves, as the end of the pipeline.
struct PluginMethodTarget: CallTarget {
    let manager: PluginManager
    let plugin: String
    let method: String
    /// What serves the method when the plugin does not, for a method of a role: it knows which
    /// parameters are right, and the host's own deadlines hold.
    let original: (any CallTarget)?

    /// What is right for a method of the plugin's own, only the plugin knows.
    func check(_ params: JSONObject) throws {
        try original?.check(params)
    }

    func run(_ call: PreparedCall) async throws -> JSONValue {
        try check(call.params)
        let relay = ProgressRelay(call.progress)
        let hasDeadline = original != nil || call.options.deadline != nil
        return try await manager.call(
            plugin,
            method,
            .object(call.params),
            limit: hasDeadline ? .callers : .own
        ) { method, params in
            relay.receive(method, params)
        }
    }
}

/// Makes reports of ours of Core Lightning's notifications about a call.
private final class ProgressRelay: Sendable {
    private let progress: ProgressReporter
    /// How far the call was last said to be, for messages that do not say it.
    private let place = Mutex<(step: Int, steps: Int)>((0, 0))

    init(_ progress: ProgressReporter) {
        self.progress = progress
    }

    /// A plugin may count as it likes; beyond this not every reader of JSON is exact.
    private static func bounded(_ count: Int64) -> Int { Int(min(max(0, count), 1 << 53)) }

    func receive(_ method: String, _ params: JSONValue) {
        let message = params["message"]?.string
        let (step, steps) = place.withLock { place in
            if method == "progress", let step = params["num"]?.integer,
                let steps = params["total"]?.integer
            {
                place = (Self.bounded(step), Self.bounded(steps))
            }
            return place
        }
        progress.report(step: step, of: steps, message: message)
    }
}

extension ServedMethod {
    /// What does a method's work, unless it is a control method or refused.
    var target: (any CallTarget)? {
        switch body {
        case .ordered(let target), .long(let target): target
        default: nil
        }
    }
}
