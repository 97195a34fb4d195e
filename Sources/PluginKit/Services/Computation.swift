import Dispatch

/// Long computations, one at a time, kept off the threads that serve requests.
///
/// A training run holds its thread until it is done, and uses all cores. On the cooperative pool,
/// which has a thread a core, two of them would leave nobody to answer `host.ping`.
enum Computation {
    private static let executor = ComputationExecutor()

    /// Runs work after the computations asked for before it; cancelling the call shows inside as
    /// `Task.isCancelled`.
    static func run<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withTaskExecutorPreference(executor) {
            try Task.checkCancellation()
            return try work()
        }
    }
}

private final class ComputationExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "assay.computation")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
