import Glibc
import Synchronization

/// Long computations and the disk, kept off the threads that serve requests.
///
/// A computation holds its thread until it is done, and uses all cores. On the cooperative pool,
/// which has a thread a core, two of them would leave nobody to answer, and so would two that wait
/// for a disk. So there are two lanes with one computation at a time in each: whole runs, which may
/// take hours, and everything else, which must not wait for them. Whoever only reads or writes files
/// uses little of a core, so a third lane lets a few at a time do so.
package enum Computation {
    /// What a computation waits behind.
    package enum Lane: String, CaseIterable {
        /// Training and profiling.
        case runs
        /// Replays, evaluations, contributions, data sets.
        case replies
        /// Blobs, documents and callers' files.
        case files
    }

    private static let runs = Turns()
    private static let replies = Turns()
    private static let files = Turns(width: 4)
    private static let executor = ComputationExecutor()

    /// Does work when its turn in the lane has come: callers have it one after another.
    ///
    /// Cancelling the call ends the wait at once; the work itself sees it as `Task.isCancelled`.
    package static func run<Result: Sendable>(
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

    private static func turns(of lane: Lane) -> Turns {
        switch lane {
        case .runs: runs
        case .replies: replies
        case .files: files
        }
    }

    /// How many computations of a lane are at work just now.
    package static func runningCount(in lane: Lane) -> Int { turns(of: lane).takenCount }

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
///
/// Not one of a concurrent queue of Dispatch, which has a thread a core for all of these and for the
/// cooperative pool: while as many compute, requests get none. (Three hashing threads of a concurrent queue
/// kept every request waiting for ten seconds on two cores; threads of their own, for none.)
private final class ComputationExecutor: TaskExecutor {
    private final class Work {
        private let job: UnownedJob
        private let executor: ComputationExecutor

        init(_ job: UnownedJob, on executor: ComputationExecutor) {
            self.job = job
            self.executor = executor
        }

        func run() { job.runSynchronously(on: executor.asUnownedTaskExecutor()) }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let work = Unmanaged.passRetained(Work(UnownedJob(job), on: self))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            },
            work.toOpaque()
        )
        guard code == 0 else {
            // There are too many threads: it keeps somebody waiting, but it is done.
            work.takeRetainedValue().run()
            return
        }
        pthread_detach(thread)
    }
}
