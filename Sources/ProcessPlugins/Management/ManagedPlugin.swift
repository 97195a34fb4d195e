import JSON
import JSONRPC
import Synchronization

/// A plugin across all of its lives.
final class ManagedPlugin: Sendable {
    private struct State {
        var phase = PluginPhase.starting
        var problem: String?
        var process: PluginProcess?
        var manifest: ProcessManifest?
        var restartCount = 0
        var crashCount = 0
        var lastExit: ProcessExit?
        var errorLines: [String] = []
        var task: Task<Void, Never>?
        var isCancelled = false
        /// How the first start went; nothing while it goes on.
        var outcome: Result<Void, RPCError>?
        var waiting: [CheckedContinuation<Result<Void, RPCError>, Never>] = []
    }

    let name: String
    let path: String
    let options: JSONObject
    private let state = Mutex(State())

    init(name: String, path: String, options: JSONObject) {
        self.name = name
        self.path = path
        self.options = options
    }

    var phase: PluginPhase { state.withLock { $0.phase } }

    var manifest: ProcessManifest? { state.withLock { $0.manifest } }

    /// Whether nothing goes on for it any more.
    var isOver: Bool {
        switch phase {
        case .starting, .running, .waiting, .stopping: false
        case .quarantined, .stopped, .disabled, .failed: true
        }
    }

    var report: PluginReport {
        state.withLock { state in
            PluginReport(
                name: name,
                path: path,
                phase: state.phase,
                problem: state.problem,
                processID: state.process?.processID,
                manifest: state.manifest,
                restartCount: state.restartCount,
                lastExit: state.lastExit,
                errorLines: state.errorLines
            )
        }
    }

    func keep(errorLine: String, countMax: Int) {
        state.withLock { state in
            if state.errorLines.count >= countMax { state.errorLines.removeFirst() }
            state.errorLines.append(errorLine)
        }
    }

    /// The process, and what it announced, if it is there to answer.
    func running() throws(RPCError) -> (process: PluginProcess, manifest: ProcessManifest) {
        let (phase, process, manifest) = state.withLock { ($0.phase, $0.process, $0.manifest) }
        if phase == .running, let process, let manifest { return (process, manifest) }
        throw unavailable(phase)
    }

    private func unavailable(_ phase: PluginPhase) -> RPCError {
        let details: JSONObject = ["plugin": .string(name)]
        switch phase {
        case .starting, .running:
            return RPCError(
                .notReady,
                "The plugin \(name) is starting.",
                details: details
            )
        case .waiting:
            return RPCError(
                .pluginUnavailable,
                "The plugin \(name) has crashed and is started again in a moment.",
                details: details
            )
        case .quarantined:
            return RPCError(
                .pluginUnavailable,
                "The plugin \(name) has crashed too often in a row. See plugin.list for its last "
                    + "words; plugin.restart starts it again.",
                details: details,
                isRetryable: false
            )
        case .stopping, .stopped, .disabled, .failed:
            return RPCError(
                .pluginUnavailable,
                "The plugin \(name) is not running. See plugin.list.",
                details: details,
                isRetryable: false
            )
        }
    }
}

// MARK: - What happens to it

extension ManagedPlugin {
    /// Keeps the task that looks after the plugin.
    func attach(_ task: Task<Void, Never>) {
        let isCancelled = state.withLock { state in
            state.task = task
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
    }

    /// Begins its end; the task does the rest.
    func cancel() {
        let task = state.withLock { state in
            state.isCancelled = true
            switch state.phase {
            case .starting, .running, .waiting: state.phase = .stopping
            case .quarantined: state.phase = .stopped
            case .stopping, .stopped, .disabled, .failed: break
            }
            return state.task
        }
        task?.cancel()
    }

    /// Waits until nothing goes on for it any more.
    func finished() async {
        await state.withLock { $0.task }?.value
    }

    /// A process was started.
    func began(_ process: PluginProcess) {
        state.withLock { state in
            state.process = process
            if state.phase == .waiting { state.phase = .starting }
        }
    }

    /// The process has answered what makes it ready.
    func ready(_ manifest: ProcessManifest) {
        state.withLock { state in
            state.manifest = manifest
            guard state.phase == .starting else { return }
            state.phase = .running
            state.problem = nil
        }
        settle(.success(()))
    }

    /// The process is gone.
    func ended(_ exit: ProcessExit) {
        state.withLock { state in
            state.process = nil
            state.lastExit = exit
        }
    }

    /// It has crashed: how long to wait before it is started again, or nothing for quarantine.
    func crashed(
        _ problem: String,
        after lived: Duration,
        _ settings: PluginSettings
    ) -> Duration? {
        state.withLock { state in
            if lived >= settings.stableAfter { state.crashCount = 0 }
            state.crashCount += 1
            state.problem = problem
            guard state.phase != .stopping else { return .zero }
            guard state.crashCount < settings.crashCountMax else {
                state.phase = .quarantined
                return nil
            }
            state.phase = .waiting
            let factor = 1 << min(state.crashCount - 1, 16)
            return min(settings.restartDelay * factor, settings.restartDelayMax)
        }
    }

    /// It is about to be started again.
    func willRestart() {
        state.withLock { $0.restartCount += 1 }
    }

    /// Nothing goes on for it any more.
    func finish(_ phase: PluginPhase, _ problem: String?, _ error: RPCError?) {
        state.withLock { state in
            state.phase = phase
            if let problem { state.problem = problem }
        }
        settle(error.map { .failure($0) } ?? .success(()))
    }

    /// Waits for how its first start goes.
    func outcome() async -> Result<Void, RPCError> {
        await withCheckedContinuation { continuation in
            let outcome = state.withLock { state in
                if state.outcome == nil { state.waiting.append(continuation) }
                return state.outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }

    private func settle(_ outcome: Result<Void, RPCError>) {
        let waiting = state.withLock { state in
            guard state.outcome == nil else { return state.waiting }
            state.outcome = outcome
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: outcome) }
    }
}
