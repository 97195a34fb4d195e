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

    /// What is right only the plugin knows.
    func check(_ params: JSONObject) {}

    func run(_ call: PreparedCall) async throws -> JSONValue {
        let relay = ProgressRelay(call.progress)
        return try await manager.call(plugin, method, .object(call.params)) { method, params in
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

    func receive(_ method: String, _ params: JSONValue) {
        let message = params["message"]?.string
        let (step, steps) = place.withLock { place in
            if method == "progress", let step = params["num"]?.integer,
                let steps = params["total"]?.integer
            {
                place = (Int(max(0, step)), Int(max(0, steps)))
            }
            return place
        }
        progress.report(step: step, of: steps, message: message)
    }
}
