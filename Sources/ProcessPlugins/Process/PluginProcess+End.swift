import Glibc
import JSON
import JSONRPC
import NIOCore
import NIOPosix
import Synchronization

/// How the process ends, whoever wants it to.
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

    func signal(_ number: CInt) {
        state.withLock { $0.child }?.signalGroup(number)
    }

    /// Takes no more calls and answers those that wait.
    func refuseCalls(_ error: RPCError) {
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

    func failure(_ words: String) -> RPCError {
        RPCError(
            .pluginFailed,
            "The plugin \(name) \(words).",
            details: ["plugin": .string(name)]
        )
    }

    /// The plugin cannot be talked to any more, whatever its process does.
    func end(because words: String) {
        refuseCalls(failure(words))
        eventLoop.scheduleTask(in: TimeAmount(settings.linger)) { self.kill() }
    }

    func inputClosed() {
        guard state.withLock({ !$0.isTerminating && $0.exit == nil }) else { return }
        // Usually because it ends: then its exit, which says more, is known in a moment.
        eventLoop.scheduleTask(in: TimeAmount(settings.linger)) {
            self.end(because: "closed its standard input")
        }
    }

    func outputClosed() {
        let isOver = state.withLock { state in
            state.isOutputOpen = false
            return state.exit != nil
        }
        guard !isOver else { return finish() }
        eventLoop.scheduleTask(in: TimeAmount(settings.linger)) {
            self.end(because: "closed its standard output")
            self.kill()
        }
    }

    func exited(_ exit: ProcessExit) {
        let isOutputOpen = state.withLock { state in
            state.exit = exit
            return state.isOutputOpen
        }
        guard isOutputOpen else { return finish() }
        // Somebody outside of its group may hold the output open.
        eventLoop.scheduleTask(in: TimeAmount(settings.linger)) { self.finish() }
    }

    func finish() {
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
