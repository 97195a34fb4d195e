import Glibc
package import JSON
import JSONRPC
package import PluginKit
import Synchronization

/// The jobs of this process: those that run, and those that have ended until somebody asks for them,
/// within bounds of number and age.
package final class JobTable: Sendable {
    private let limits: TimeLimits
    private let alarm: Alarm
    private let observe: @Sendable (_ kind: String, _ job: Job) -> Void
    private let table = Mutex(JobRecords())

    package convenience init(_ limits: TimeLimits, alarm: Alarm) {
        self.init(limits, alarm: alarm) { _, _ in }
    }

    /// - Parameter observe: told what becomes of each job, as the kind of an event.
    package init(
        _ limits: TimeLimits,
        alarm: Alarm,
        observe: @escaping @Sendable (_ kind: String, _ job: Job) -> Void
    ) {
        self.limits = limits
        self.alarm = alarm
        self.observe = observe
    }

    /// Begins a job; returns its id.
    package func start(
        _ method: String,
        for holder: Holder = .owner,
        _ work: @escaping @Sendable (ProgressReporter) async throws -> JSONValue
    ) throws -> String {
        let job = try table.withLock { table throws(RPCError) in
            try admit(method, holder, &table)
        }
        observe("job.started", job)
        let id = job.id
        let task = Task {
            let reporter = ProgressReporter { [weak self] in self?.report($0, of: id) }
            let result: Result<JSONValue, RPCError>
            do {
                result = .success(try await work(reporter))
            } catch {
                result = .failure(RPCError(describing: error))
            }
            finish(id, result)
        }
        let isCancelled = table.withLock { table in
            if table.entries[id]?.job.ending == nil { table.entries[id]?.task = task }
            return table.isClosed || table.entries[id]?.isCancelled == true
        }
        if isCancelled { task.cancel() }
        return id
    }

    private func admit(
        _ method: String,
        _ holder: Holder,
        _ table: inout JobRecords
    ) throws(RPCError) -> Job {
        guard !table.isClosed else { throw RPCError(.shuttingDown) }
        forgetOld(&table)
        let running = table.entries.values.map(\.job).filter { $0.ending == nil }
        guard running.count < limits.jobsRunningMax else {
            throw Self.tooMany("jobsRunningMax", limits.jobsRunningMax, "jobs run at a time")
        }
        // The owner may take all places, others must leave some.
        let own = running.count { $0.holder != .owner && $0.holder.user == holder.user }
        guard holder == .owner || own < limits.jobsPerUserMax else {
            throw Self.tooMany("jobsPerUserMax", limits.jobsPerUserMax, "jobs of one user run")
        }
        let number = table.nextNumber()
        // At random, so that an id of an earlier process is not that of another job.
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        let id = String(repeating: "0", count: 16 - digits.count) + digits
        let job = Job(
            id: id,
            number: number,
            method: method,
            holder: holder,
            start: Self.clock
        )
        table.entries[id] = JobRecords.Entry(job: job)
        return job
    }

    private static func tooMany(_ limit: String, _ most: Int, _ what: String) -> RPCError {
        RPCError(
            limit: limit,
            most: most,
            message: "At most \(most) \(what); wait for one with job.wait, or end one with "
                + "job.cancel.",
            isRetryable: true
        )
    }

    private func report(_ progress: JSONObject, of id: String) {
        let job = table.withLock { table -> Job? in
            guard table.entries[id]?.job.ending == nil else { return nil }
            table.entries[id]?.job.progress = progress
            return table.entries[id]?.job
        }
        if let job { observe("job.progress", job) }
    }

    private func finish(_ id: String, _ result: Result<JSONValue, RPCError>) {
        let ended = table.withLock { table in
            var result = result
            if table.isClosed, case .failure(let error) = result, error.code == .cancelled {
                let words = "The host was shut down before the job was done; begin it again."
                // A run says from where it can go on.
                let isKept = error.data?["checkpoint"] != nil
                result = .failure(
                    isKept ? error.asShuttingDown : RPCError(.shuttingDown, words)
                )
            }
            defer { forgetOld(&table) }
            return table.end(id, Job.Ending(result: result, time: Self.clock))
        }
        guard let (job, waiters) = ended else { return }
        observe("job.ended", job)
        for waiter in waiters { waiter.resume(returning: job) }
    }

    private func forgetOld(_ table: inout JobRecords) {
        table.forget(
            endedBefore: Self.clock - Int64(limits.jobsKeptSeconds) * 1000,
            keeping: limits.jobsKeptMax
        )
    }

    /// The time since 1970, in milliseconds.
    private static var clock: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}

// What callers ask for.
extension JobTable {
    /// The jobs that somebody may see, the oldest first.
    func jobs(for holder: Holder) -> [Job] {
        let jobs = table.withLock { table in
            forgetOld(&table)
            return table.entries.values.map(\.job)
        }
        return jobs.filter { holder.mayHandle(whatIs: $0.holder) }.sorted { $0.number < $1.number }
    }

    /// A job as it stands; one that has ended counts as fetched.
    ///
    /// Those of others are as if there were none.
    func job(_ id: String, for holder: Holder) throws -> Job {
        try table.withLock { table throws(RPCError) in try fetch(id, for: holder, &table) }
    }

    private func fetch(
        _ id: String,
        for holder: Holder,
        _ table: inout JobRecords
    ) throws(RPCError) -> Job {
        forgetOld(&table)
        guard let job = table.job(id, for: holder) else {
            throw RPCError(
                .unknownJob,
                "There is no job \(id.excerpt). Jobs are kept for \(limits.jobsKeptSeconds) s "
                    + "after their end, and not over a restart; job.list tells those there are."
            )
        }
        if job.ending != nil { table.entries[id]?.isFetched = true }
        return job
    }

    /// Returns when a job has ended, or a time has passed; says how it stands.
    @discardableResult
    package func wait(
        for id: String,
        timeout: Duration?,
        for holder: Holder = .owner
    ) async throws -> Job {
        let number = table.withLock { $0.nextNumber() }
        var alarmNumber: Int64?
        defer { if let alarmNumber { alarm.callOff(alarmNumber) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Job, any Error>? = table.withLock { table in
                    // Asked under the lock: a cancellation that comes later finds the waiter.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    let found = Result<Job, any Error> {
                        try fetch(id, for: holder, &table)
                    }
                    if case .success(let job) = found, job.ending == nil, timeout != .zero {
                        table.entries[id]?.waiters.append((number, continuation))
                        return nil
                    }
                    return found
                }
                if let answer {
                    continuation.resume(with: answer)
                } else if let timeout {
                    // Behind the waiter, so that however soon it rings there is whom to wake.
                    alarmNumber = alarm.set(at: .now.advanced(by: timeout)) { [weak self] in
                        guard let (waiter, job) = self?.takeWaiter(number, of: id) else { return }
                        waiter.resume(returning: job)
                    }
                }
            }
        } onCancel: {
            takeWaiter(number, of: id)?.0.resume(throwing: CancellationError())
        }
    }

    private func takeWaiter(_ number: Int64, of id: String) -> (JobRecords.Continuation, Job)? {
        table.withLock { $0.takeWaiter(number, of: id) }
    }

    /// Cancels a job and waits until its work has stopped; one that has ended stays as it is.
    func cancel(_ id: String, for holder: Holder) async throws -> Job {
        let task = table.withLock { table -> Task<Void, Never>? in
            guard table.job(id, for: holder) != nil else { return nil }
            table.entries[id]?.isCancelled = true
            return table.entries[id]?.task
        }
        task?.cancel()
        return try await wait(for: id, timeout: nil, for: holder)
    }

    /// How many jobs there are in a state.
    func count(of state: Job.State) -> Int {
        table.withLock { $0.entries.values.count { $0.job.state == state } }
    }

    /// Takes no more jobs, cancels those that run and waits for them, but not longer than a grace;
    /// returns how many they were.
    func shutdown(grace: Duration) async -> Int {
        let running = table.withLock { table in
            table.isClosed = true
            return table.entries.values.filter { $0.job.ending == nil }
        }
        for entry in running { entry.task?.cancel() }
        let end = ContinuousClock.now.advanced(by: grace)
        for entry in running {
            do {
                let left = max(.zero, end - .now)
                _ = try await wait(for: entry.job.id, timeout: left)
            } catch {
                // It has been forgotten, so it has ended.
            }
        }
        return running.count
    }
}
