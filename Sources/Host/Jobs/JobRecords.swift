import JSON
import JSONRPC

/// The jobs of a process as a value: those that run, those that have ended, and who waits for them.
struct JobRecords {
    typealias Continuation = CheckedContinuation<Job, any Error>

    struct Entry {
        var job: Job
        var task: Task<Void, Never>?
        /// Also before there is a task that could know.
        var isCancelled = false
        /// Its place among all ends; nothing while it runs.
        var endNumber: Int64?
        /// Somebody has had the result, so that it can go before those that nobody has.
        var isFetched = false
        /// Those who wait for its end, by numbers of their own.
        var waiters: [(number: Int64, continuation: Continuation)] = []
    }

    var entries: [String: Entry] = [:]
    var isClosed = false
    private var lastNumber: Int64 = 0

    mutating func nextNumber() -> Int64 {
        lastNumber += 1
        return lastNumber
    }

    /// A job that somebody may see.
    func job(_ id: String, for holder: Holder) -> Job? {
        guard let job = entries[id]?.job, holder.mayHandle(whatIs: job.holder) else { return nil }
        return job
    }

    /// Notes how a job has ended; gives back those who have waited for it, who have the result with
    /// that, whatever becomes of the job.
    mutating func end(_ id: String, _ ending: Job.Ending) -> (Job, waiters: [Continuation])? {
        guard var entry = entries[id] else { return nil }
        precondition(entry.job.ending == nil, "a job ends once")
        let waiters = entry.waiters.map(\.continuation)
        entry.job.ending = ending
        entry.endNumber = nextNumber()
        entry.task = nil
        entry.waiters = []
        entry.isFetched = !waiters.isEmpty
        entries[id] = entry
        return (entry.job, waiters)
    }

    /// Takes out somebody who waits no more, with the job as it stands.
    mutating func takeWaiter(_ number: Int64, of id: String) -> (Continuation, Job)? {
        guard let entry = entries[id],
            let index = entry.waiters.firstIndex(where: { $0.number == number })
        else { return nil }
        entries[id]?.waiters.remove(at: index)
        return (entry.waiters[index].continuation, entry.job)
    }

    /// Lets go of what ended too long ago, and of what each user has too much of: of that first what
    /// was fetched, and then what ended first.
    ///
    /// - Parameters:
    ///   - oldest: the earliest end of what is kept, in milliseconds since 1970.
    ///   - most: how many ended jobs of one user are kept.
    mutating func forget(endedBefore oldest: Int64, keeping most: Int) {
        for (id, entry) in entries where entry.job.ending.map({ $0.time < oldest }) == true {
            entries[id] = nil
        }
        let ended = entries.values.filter { $0.endNumber != nil }
        guard ended.count > most else { return }
        for own in Dictionary(grouping: ended, by: \.job.holder.user).values {
            let sorted = own.sorted { left, right in
                if left.isFetched != right.isFetched { return left.isFetched }
                return left.endNumber ?? 0 < right.endNumber ?? 0
            }
            for entry in sorted.dropLast(most) { entries[entry.job.id] = nil }
        }
    }
}
