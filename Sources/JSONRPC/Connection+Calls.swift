import JSON
import Synchronization

// How the calls of a connection are run.

extension Connection {
    func admit(
        _ request: Request,
        from caller: Caller,
        at place: ConnectionState.Place,
        isOrdered: Bool,
        _ body: @escaping ConnectionState.Body
    ) {
        let admission = state.withLock {
            $0.admit(request, from: caller, at: place, isOrdered: isOrdered, body)
        }
        switch admission {
        case .queued: break
        case .refused(let error):
            put(request.id.map { Reply.result(.failure(error), id: $0) }, at: place)
        case .run(let call):
            let task = Task { _ = await run(call) }
            if state.withLock({ $0.attach(task, toCall: call.number) }) { task.cancel() }
        case .work(let generation):
            startWorker(generation)
        }
    }

    /// Ordered calls share a task: one for each would cost more than most of the calls.
    private func startWorker(_ generation: Int64) {
        let task = Task {
            while let call = state.withLock({ $0.nextCall(forWorker: generation) }) {
                let isFull = await run(call)
                // Who does not read replies is not to fill the memory with them.
                if isFull { await awaitRoom() }
                // Behind the workers of other connections: whoever sends many calls must not keep
                // the few threads of the pool until all of them are answered.
                await Task.yield()
            }
        }
        if state.withLock({ $0.attach(task, toWorker: generation) }) { task.cancel() }
    }

    /// Carries a call out; tells whether too much waits to be sent now.
    private func run(_ call: ConnectionState.Call) async -> Bool {
        let result: Result<JSONValue, RPCError>
        do throws(RPCError) {
            if let refusal = call.refusal { throw refusal }
            result = .success(try await call.body(call.request, call.caller))
        } catch {
            // A call that was cancelled too late to stop has its effect, and says so; one that
            // stopped may say what is left of it.
            let isWhole = !Task.isCancelled || error.code == .cancelled
            let ending = isWhole ? error : RPCError(.cancelled)
            let isStopped = ending.code == .cancelled && state.withLock { $0.isStopping }
            result = .failure(isStopped ? ending.asShuttingDown : ending)
        }
        let reply = call.request.id.map { Reply.result(result, id: $0) }
        let effects = state.withLock { $0.finish(call.number, reply) }
        perform(effects)
        return effects.isFull
    }

    func perform(_ effects: ConnectionState.Effects) {
        // Outside the lock: what runs on cancellation is other people's code.
        for task in effects.cancellations { task.cancel() }
        for action in effects.replied { action() }
        if let generation = effects.worker { startWorker(generation) }
        if effects.wake { wake() }
    }
}
