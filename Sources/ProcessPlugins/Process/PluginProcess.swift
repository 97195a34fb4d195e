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

    struct Call {
        let continuation: CheckedContinuation<Result<JSONValue, RPCError>, Never>
        let reporter: Reporter?
        var deadline: Scheduled<Void>?
    }

    struct State {
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

    let name: String
    let settings: PluginSettings
    let observer: PluginObserver
    let processGuard: ProcessGuard
    let eventLoop: any EventLoop
    let state = Mutex(State())

    /// Apart from the loops that serve sockets, which must not wait while a plugin's answer, of up to
    /// 16 MiB, is parsed; made with the first plugin, and there until the process ends.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

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
        eventLoop = Self.loops.next()
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

    func connect(_ streams: ChildProcess.Streams) async throws {
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
    func open(_ call: Call, id: Int64, in state: inout State) -> RPCError? {
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

    func limit(_ id: Int64, of method: String, to deadline: Duration) {
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

    func settle(_ id: Int64, _ result: Result<JSONValue, RPCError>) {
        guard let call = state.withLock({ $0.calls.removeValue(forKey: id) }) else { return }
        call.deadline?.cancel()
        call.continuation.resume(returning: result)
    }

    func send(_ message: JSONObject) {
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
