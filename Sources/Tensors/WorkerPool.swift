internal import CKernels
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Threads that wait for parts of an operator's work.
///
/// A training step is hundreds of operators of some tens of microseconds each, which is what waking
/// a thread costs. So a worker that has run out of work looks out for more for a moment before it
/// sleeps, and whoever brings the work takes parts of it too: it never waits for a thread that has
/// not begun.
final class WorkerPool: Sendable {
    /// The process's workers: one for every processor but the caller's.
    static let shared = WorkerPool(workers: sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1)

    /// How often a thread looks for a change before it lets others have the processor: about 30
    /// microseconds.
    private static let patience = 2000

    private let workers: Int
    /// Whether a job is being done; there is one at a time.
    private let isBusy = Atomic(false)
    /// The job, the number of its parts and of those that were taken.
    private let claims = Atomic<UInt64>(0)
    private let finished = Atomic(0)
    private let sleepers = Atomic(0)
    private let alarm = DispatchSemaphore(value: 0)
    // SAFETY: written by the thread that made the pool busy, before it publishes the job in
    // `claims`, and read by threads that took one of the job's parts there, before they count as
    // finished; until all have, it is not written again.
    nonisolated(unsafe) private var job: OpaquePointer?

    private init(workers: Int) {
        self.workers = workers
        for _ in 0..<max(workers, 0) {
            var thread = pthread_t()
            // A thread that cannot be had is one fewer to help; nothing waits for it.
            if pthread_create(&thread, nil, { _ in WorkerPool.shared.work() }, nil) == 0 {
                pthread_detach(thread)
            }
        }
    }

    /// Calls a closure with each of `0..<parts`, on as many threads at most.
    ///
    /// It returns when all calls have. If the pool is busy, which means that processors are, this
    /// thread makes all calls.
    func perform(parts: Int, _ body: (Int) -> Void) {
        guard parts > 1, parts <= UInt16.max, workers > 0,
            !isBusy.exchange(true, ordering: .acquiring)
        else {
            for part in 0..<parts { body(part) }
            return
        }
        withWork(body) { work in
            job = work
            finished.store(0, ordering: .relaxed)
            let number = Claims(claims.load(ordering: .relaxed)).job &+ 1
            let new = Claims(job: number, parts: UInt16(parts), taken: 0)
            claims.store(new.word, ordering: .sequentiallyConsistent)
            wake(atMost: parts - 1)
            takeParts()
            wait { finished.load(ordering: .acquiring) == parts }
            job = nil
        }
        isBusy.store(false, ordering: .releasing)
    }

    /// What a worker does all its life.
    private func work() -> Never {
        while true {
            takeParts()
            if look(for: { Claims(claims.load(ordering: .relaxed)).areLeft }) { continue }
            sleepers.add(1, ordering: .sequentiallyConsistent)
            // A job published after this look finds the sleeper counted, and sounds the alarm.
            if Claims(claims.load(ordering: .sequentiallyConsistent)).areLeft, uncountSleeper() {
                continue
            }
            alarm.wait()
        }
    }

    /// Takes and does parts of the present job until none is left.
    private func takeParts() {
        var seen = Claims(claims.load(ordering: .acquiring))
        while seen.areLeft {
            var next = seen
            next.taken += 1
            let (exchanged, original) = claims.compareExchange(
                expected: seen.word,
                desired: next.word,
                ordering: .acquiringAndReleasing
            )
            guard exchanged else {
                seen = Claims(original)
                continue
            }
            if let job { assay_work_perform(job, Int(seen.taken)) }
            finished.add(1, ordering: .releasing)
            seen = Claims(claims.load(ordering: .acquiring))
        }
    }

    private func wake(atMost count: Int) {
        for _ in 0..<count {
            guard uncountSleeper() else { return }
            alarm.signal()
        }
    }

    private func uncountSleeper() -> Bool {
        var count = sleepers.load(ordering: .sequentiallyConsistent)
        while count > 0 {
            let (exchanged, original) = sleepers.compareExchange(
                expected: count,
                desired: count - 1,
                ordering: .sequentiallyConsistent
            )
            if exchanged { return true }
            count = original
        }
        return false
    }

    private func wait(until condition: () -> Bool) {
        while !look(for: condition) { sched_yield() }
    }

    /// Whether a condition comes true while patience lasts.
    private func look(for condition: () -> Bool) -> Bool {
        for _ in 0..<Self.patience {
            if condition() { return true }
            assay_pause()
        }
        return condition()
    }
}

/// Calls a closure with another one where other threads find it; allocates nothing.
///
/// SAFETY: a closure that does not escape is a function and what it captures, passed as Swift's
/// calling convention says and Work.c repeats; both last until this returns.
@_silgen_name("assay_with_work")
private func withWork(_ body: (Int) -> Void, _ use: (OpaquePointer) -> Void)

/// A job's number, how many parts it has and how many were taken, in one word, so that nobody takes
/// a part of a job that is over.
private struct Claims {
    var job: UInt32
    var parts: UInt16
    var taken: UInt16

    init(job: UInt32, parts: UInt16, taken: UInt16) {
        self.job = job
        self.parts = parts
        self.taken = taken
    }

    init(_ word: UInt64) {
        job = UInt32(truncatingIfNeeded: word >> 32)
        parts = UInt16(truncatingIfNeeded: word >> 16)
        taken = UInt16(truncatingIfNeeded: word)
    }

    var word: UInt64 { UInt64(job) << 32 | UInt64(parts) << 16 | UInt64(taken) }
    var areLeft: Bool { taken < parts }
}
