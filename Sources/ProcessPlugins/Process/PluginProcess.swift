import Glibc
import JSON
import JSONRPC
import NIOCore
import NIOPosix
import Synchronization

/// What becomes of the things that a plugin says unasked.
struct PluginObserver: Sendable {
    /// A notification.
    let notification: @Sendable (_ method: String, _ params: JSONValue) -> Void
    /// A line of standard error.
    let errorLine: @Sendable (String) -> Void
    /// Something on standard output that is no message; the words are for people.
    let foreignOutput: @Sendable (String) -> Void
}

/// One life of a plugin: its process, and the calls that it has to answer.
final class PluginProcess: Sendable {
    /// Hears of a call's progress: the notification's name and parameters.
    typealias Reporter = @Sendable (_ method: String, _ params: JSONValue) -> Void

    private struct Call {
        let continuation: CheckedContinuation<Result<JSONValue, RPCError>, Never>
        let reporter: Reporter?
        var deadline: Scheduled<Void>?
    }

    private struct State {
        var child: ChildProcess?
        var input: (any Channel)?
        var lastID: Int64 = 0
        var calls: [Int64: Call] = [:]
        var unreadByteCount = 0
        /// Why no call is taken any more.
        var refusal: RPCError?
        var isTerminating = false
        var exit: ProcessExit?
        var isOutputOpen = true
        var isOver = false
        var waiting: [CheckedContinuation<ProcessExit, Never>] = []
    }

    /// How long the output of a process may stay open after it, or the other way round.
    private static let lingering = TimeAmount.seconds(1)

    let name: String
    private let settings: PluginSettings
    private let observer: PluginObserver
    private let processGuard: ProcessGuard
    private let eventLoop: any EventLoop
    private let state = Mutex(State())

    private init(
        name: String,
        settings: PluginSettings,
        observer: PluginObserver,
        processGuard: ProcessGuard
    ) {
        self.name = name
        self.settings = settings
        self.observer = observer
        self.processGuard = processGuard
        eventLoop = MultiThreadedEventLoopGroup.singleton.any()
    }

    /// Starts a plugin's program, which then waits to be asked for its manifest.
    static func start(
        _ command: ChildProcess.Command,
        name: String,
        settings: PluginSettings,
        observer: PluginObserver,
        processGuard: ProcessGuard
    ) async throws(RPCError) -> PluginProcess {
        let process = PluginProcess(
            name: name,
            settings: settings,
            observer: observer,
            processGuard: processGuard
        )
        do {
            let (child, streams) = try ChildProcess.start(command) { process.exited($0) }
            processGuard.watch(child.processID)
            process.state.withLock { $0.child = child }
            try await process.connect(streams)
        } catch {
            process.kill()
            throw RPCError(.pluginRefused, "The plugin \(name) does not start: \(error).")
        }
        return process
    }

    private func connect(_ streams: ChildProcess.Streams) async throws {
        let bootstrap = NIOPipeBootstrap(group: eventLoop)
        var left = [streams.input, streams.output, streams.errors]
        do {
            let input = try await bootstrap.takingOwnershipOfDescriptor(output: left[0]).get()
            left.removeFirst()
            input.closeFuture.whenComplete { _ in self.inputClosed() }
            let isTaken = state.withLock { state in
                state.input = input
                return !state.isTerminating
            }
            if !isTaken { input.close(promise: nil) }
            let limits = settings.messageLimits
            _ = try await bootstrap.channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = PluginOutputHandler(self, limits: limits)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }.takingOwnershipOfDescriptor(input: left[0]).get()
            left.removeFirst()
            let byteCountMax = settings.errorLineByteCountMax
            _ = try await bootstrap.channelInitializer { [observer] channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = LineHandler(byteCountMax: byteCountMax, observer.errorLine)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }.takingOwnershipOfDescriptor(input: left[0]).get()
            left.removeFirst()
        } catch {
            for number in left { close(number) }
            throw error
        }
    }

    /// The process's number.
    var processID: Int32? { state.withLock { $0.child?.processID } }
}

// MARK: - Calls

extension PluginProcess {
    /// Calls a method of the plugin and waits for its answer.
    ///
    /// - Parameter deadline: how long the plugin may take; nothing for as long as it likes.
    /// - Throws: the plugin's own error, or `pluginFailed`, `pluginTimedOut`, `cancelled`.
    func call(
        _ method: String,
        _ params: JSONValue,
        deadline: Duration?,
        reporter: Reporter? = nil
    ) async throws(RPCError) -> JSONValue {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let call = Call(continuation: continuation, reporter: reporter, deadline: nil)
                if let refusal = state.withLock({ open(call, id: id, in: &$0) }) {
                    continuation.resume(returning: .failure(refusal))
                    return
                }
                send([
                    "jsonrpc": "2.0", "id": .integer(id), "method": .string(method),
                    "params": params,
                ])
                if let deadline { limit(id, of: method, to: deadline) }
            }
        } onCancel: {
            settle(id, .failure(RPCError(.cancelled)))
        }
        return try result.get()
    }

    /// Sends a notification, unless the plugin has too much to read already.
    @discardableResult
    func notify(_ method: String, _ params: JSONValue, origin: String? = nil) -> Bool {
        let most = settings.unreadNotificationByteCountMax
        guard state.withLock({ $0.refusal == nil && $0.unreadByteCount < most }) else {
            return false
        }
        var message: JSONObject = ["jsonrpc": "2.0", "method": .string(method)]
        if let origin { message["origin"] = .string(origin) }
        message["params"] = params
        send(message)
        return true
    }

    /// Puts a call among those that wait, or says why not.
    private func open(_ call: Call, id: Int64, in state: inout State) -> RPCError? {
        if let refusal = state.refusal { return refusal }
        // Asked under the lock: a cancellation that comes later finds the call.
        if Task.isCancelled { return RPCError(.cancelled) }
        guard state.calls.count < settings.callCountMax,
            state.unreadByteCount < settings.unreadByteCountMax
        else {
            return RPCError(
                limit: "pluginCallCount",
                most: settings.callCountMax,
                message: "The plugin \(name) has too much to answer already; try again later.",
                isRetryable: true
            )
        }
        state.calls[id] = call
        return nil
    }

    private func limit(_ id: Int64, of method: String, to deadline: Duration) {
        let timer = eventLoop.scheduleTask(in: TimeAmount(deadline)) {
            self.settle(
                id,
                .failure(
                    RPCError(
                        .pluginTimedOut,
                        "The plugin \(self.name) did not answer \(method) within \(deadline).",
                        details: ["plugin": .string(self.name)]
                    )
                )
            )
        }
        let isOpen = state.withLock { state in
            state.calls[id]?.deadline = timer
            return state.calls[id] != nil
        }
        if !isOpen { timer.cancel() }
    }

    private func settle(_ id: Int64, _ result: Result<JSONValue, RPCError>) {
        guard let call = state.withLock({ $0.calls.removeValue(forKey: id) }) else { return }
        call.deadline?.cancel()
        call.continuation.resume(returning: result)
    }

    private func send(_ message: JSONObject) {
        let bytes = PluginMessage.bytes(message)
        let input = state.withLock { state in
            state.unreadByteCount += bytes.count
            return state.input
        }
        guard let input else { return }
        let buffer = input.allocator.buffer(bytes: bytes)
        input.writeAndFlush(buffer).whenComplete { _ in
            self.state.withLock { $0.unreadByteCount -= bytes.count }
        }
    }
}

// MARK: - What the plugin says

extension PluginProcess {
    func receive(_ item: PluginOutputReader.Item) {
        switch item {
        case .message(let value):
            // By JSON-RPC's rules an array is a batch.
            for value in value.array ?? [value] { receive(PluginMessage(value), value) }
        case .foreign(let words):
            observer.foreignOutput(words)
        case .excessive(let words):
            observer.foreignOutput(words)
            end(because: "sent a message that is too large")
        }
    }

    private func receive(_ message: PluginMessage, _ value: JSONValue) {
        switch message {
        case .reply(let id, let result):
            if state.withLock({ $0.calls[id] == nil }) {
                // Answered twice, or after its deadline.
                observer.foreignOutput("an answer to call \(id), which is not open")
            }
            settle(id, result.mapError { Self.attributed($0, to: name) })
        case .notification(let method, let params):
            if let reporter = reporter(of: method, params) {
                reporter(method, params)
            } else {
                observer.notification(method, params)
            }
        case .call(let method, let id):
            let error = RPCError(
                .methodNotFound,
                "Call \(method) over the socket that init named, not over standard output."
            )
            send(["jsonrpc": "2.0", "id": id, "error": error.json])
        case .unknown:
            observer.foreignOutput(String(value.text.prefix(200)))
        }
    }

    /// An error of a plugin's, with the plugin's name beside its own data.
    private static func attributed(_ error: RPCError, to name: String) -> RPCError {
        guard case .object(var data) = error.data else { return error }
        data["plugin"] = .string(name)
        return RPCError(code: error.code, message: error.message, data: .object(data))
    }

    /// Who waits for what a `progress` or `message` is about.
    private func reporter(of method: String, _ params: JSONValue) -> Reporter? {
        guard method == "progress" || method == "message" else { return nil }
        guard let id = params["id"]?.integer else { return nil }
        return state.withLock { $0.calls[id]?.reporter }
    }
}

// MARK: - The end

extension PluginProcess {
    /// Asks the plugin to end: its input is closed, then it gets SIGTERM, then SIGKILL.
    ///
    /// Calls that it has not answered are answered at once.
    func terminate(isSubscribedToShutdown: Bool) {
        let input: (any Channel)?
        let isFirst: Bool
        (input, isFirst) = state.withLock { state in
            defer { state.isTerminating = true }
            return (state.input, !state.isTerminating)
        }
        guard isFirst else { return }
        if isSubscribedToShutdown { notify("shutdown", [:]) }
        refuseCalls(
            RPCError(
                .pluginUnavailable,
                "The plugin \(name) is being stopped.",
                details: ["plugin": .string(name)]
            )
        )
        // Behind what is still to be written; a plugin that reads nothing is ended by the signals.
        input?.writeAndFlush(ByteBuffer()).whenComplete { _ in input?.close(promise: nil) }
        let patience = TimeAmount(settings.stop)
        eventLoop.scheduleTask(in: patience) { self.signal(SIGTERM) }
        eventLoop.scheduleTask(in: patience + patience) { self.signal(SIGKILL) }
    }

    /// Ends the plugin by force.
    func kill() { signal(SIGKILL) }

    /// Waits until the process is gone and everything that it wrote is read.
    func end() async -> ProcessExit {
        await withCheckedContinuation { continuation in
            let exit = state.withLock { state -> ProcessExit? in
                if state.isOver, let exit = state.exit { return exit }
                state.waiting.append(continuation)
                return nil
            }
            if let exit { continuation.resume(returning: exit) }
        }
    }

    private func signal(_ number: CInt) {
        state.withLock { $0.child }?.signalGroup(number)
    }

    /// Takes no more calls and answers those that wait.
    private func refuseCalls(_ error: RPCError) {
        let calls = state.withLock { state in
            if state.refusal == nil { state.refusal = error }
            let calls = state.calls
            state.calls = [:]
            return calls.values
        }
        for call in calls {
            call.deadline?.cancel()
            call.continuation.resume(returning: .failure(error))
        }
    }

    private func failure(_ words: String) -> RPCError {
        RPCError(
            .pluginFailed,
            "The plugin \(name) \(words).",
            details: ["plugin": .string(name)]
        )
    }

    /// The plugin cannot be talked to any more, whatever its process does.
    private func end(because words: String) {
        refuseCalls(failure(words))
        eventLoop.scheduleTask(in: Self.lingering) { self.kill() }
    }

    private func inputClosed() {
        guard state.withLock({ !$0.isTerminating && $0.exit == nil }) else { return }
        // Usually because it ends: then its exit, which says more, is known in a moment.
        eventLoop.scheduleTask(in: Self.lingering) {
            self.end(because: "closed its standard input")
        }
    }

    func outputClosed() {
        let isOver = state.withLock { state in
            state.isOutputOpen = false
            return state.exit != nil
        }
        guard !isOver else { return finish() }
        eventLoop.scheduleTask(in: Self.lingering) {
            self.end(because: "closed its standard output")
            self.kill()
        }
    }

    private func exited(_ exit: ProcessExit) {
        let isOutputOpen = state.withLock { state in
            state.exit = exit
            return state.isOutputOpen
        }
        guard isOutputOpen else { return finish() }
        // Somebody outside of its group may hold the output open.
        eventLoop.scheduleTask(in: Self.lingering) { self.finish() }
    }

    private func finish() {
        let ending = state.withLock { state -> (State, ProcessExit)? in
            guard let exit = state.exit, !state.isOver else { return nil }
            state.isOver = true
            let ending = state
            state.waiting = []
            state.input = nil
            return (ending, exit)
        }
        guard let (ending, exit) = ending else { return }
        refuseCalls(failure("ended (\(exit)) before it answered"))
        ending.input?.close(promise: nil)
        if let child = ending.child { processGuard.forget(child.processID) }
        for continuation in ending.waiting { continuation.resume(returning: exit) }
    }
}
