import Dispatch

/// Long computations, kept off the threads that serve requests.
///
/// A computation holds its thread until it is done, and uses all cores. On the cooperative pool,
/// which has a thread a core, two of them would leave nobody to answer. So there are two lanes with
/// one computation at a time in each: whole runs, which may take hours, and everything else, which
/// must not wait for them.
enum Computation {
    /// What a computation waits behind.
    enum Lane {
        /// Training and profiling.
        case runs
        /// Replays, evaluations, contributions, data sets.
        case replies
    }

    private static let runs = Turns()
    private static let replies = Turns()
    private static let executor = ComputationExecutor()

    /// Does work after that asked for before it in the same lane.
    ///
    /// Cancelling the call ends the wait at once; the work itself sees it as `Task.isCancelled`.
    static func run<Result: Sendable>(
        in lane: Lane = .replies,
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let turns = lane == .runs ? runs : replies
        try await turns.take()
        defer { turns.pass() }
        return try await withTaskExecutorPreference(executor) { try work() }
    }
}

/// One thread for each computation that has its turn.
private final class ComputationExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "assay.computation", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
