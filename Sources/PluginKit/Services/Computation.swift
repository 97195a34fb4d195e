import Dispatch
import Synchronization

/// Long computations, kept off the threads that serve requests.
///
/// A computation holds its thread until it is done, and uses all cores. On the cooperative pool,
/// which has a thread a core, two of them would leave nobody to answer. So there are two lanes with
/// one computation at a time in each: whole runs, which may take hours, and everything else, which
/// must not wait for them.
package enum Computation {
    /// What a computation waits behind.
    package enum Lane: String, CaseIterable {
        /// Training and profiling.
        case runs
        /// Replays, evaluations, contributions, data sets.
        case replies
    }

    private static let runs = Turns()
    private static let replies = Turns()
    private static let executor = ComputationExecutor()

    /// Does work when its turn in the lane has come: callers have it one after another.
    ///
    /// Cancelling the call ends the wait at once; the work itself sees it as `Task.isCancelled`.
    static func run<Result: Sendable>(
        in lane: Lane = .replies,
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let turns = turns(of: lane)
        try await turns.take(for: CallOrigin.current)
        defer { turns.pass() }
        return try await withTaskExecutorPreference(executor) {
            // The turn may have come together with the cancellation.
            try Task.checkCancellation()
            return try work()
        }
    }

    private static func turns(of lane: Lane) -> Turns { lane == .runs ? runs : replies }

    /// Whether a computation of a lane is at work just now.
    package static func isRunning(in lane: Lane) -> Bool { turns(of: lane).isTaken }

    /// How many computations wait for their turn in a lane.
    package static func waitingCount(in lane: Lane) -> Int { turns(of: lane).waitingCount }

    /// How many steps of training this process has done.
    package static var trainingStepCount: Int64 { trainingSteps.load(ordering: .relaxed) }

    /// A step of training is done.
    static func countTrainingStep() {
        trainingSteps.wrappingAdd(1, ordering: .relaxed)
    }

    private static let trainingSteps = Atomic<Int64>(0)
}

/// One thread for each computation that has its turn.
private final class ComputationExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "assay.computation", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
