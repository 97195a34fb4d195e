import Host
import HostTesting
import JSON
import Testing

/// How long others wait for jobs, and how long their results are kept.
@Suite struct JobTableTests {
    /// A table whose jobs end when they are told to, and which says so when it has noted it.
    private struct Jobs {
        let table: JobTable
        private let ended = AsyncStream<String>.makeStream()

        init(keptMax: Int) {
            var limits = TimeLimits()
            limits.jobsKeptMax = keptMax
            let ended = ended.continuation
            table = JobTable(limits, alarm: Alarm()) { kind, job in
                if kind == "job.ended" { ended.yield(job.id) }
            }
        }

        /// A job that runs until the stream it is given with ends.
        func begin() throws -> (id: String, gate: AsyncStream<Never>.Continuation) {
            let gate = AsyncStream<Never>.makeStream()
            let id = try table.start("test") { _ in
                for await _ in gate.stream {}
                return "done"
            }
            return (id, gate.continuation)
        }

        /// A job that has ended, and whose result nobody has had.
        func ended(for holder: Holder = .owner) async throws -> String {
            let id = try table.start("test", for: holder) { _ in "done" }
            await end(of: id)
            return id
        }

        func end(of id: String) async {
            for await other in ended.stream where other == id { return }
        }

        /// Whether a job is still known.
        func isKept(_ id: String) async -> Bool {
            do {
                return try await table.wait(for: id, timeout: .zero).id == id
            } catch {
                return false
            }
        }
    }

    @Test func `of too many results the one goes that came first, however late its job began`()
        async throws
    {
        let jobs = Jobs(keptMax: 2)
        let long = try jobs.begin()
        let first = try await jobs.ended()
        let second = try await jobs.ended()
        long.gate.finish()
        await jobs.end(of: long.id)
        #expect(await jobs.isKept(first) == false)
        #expect(await jobs.isKept(second))
        #expect(await jobs.isKept(long.id))
    }

    @Test func `who waits for a job has its result, though none of them is kept`() async throws {
        let jobs = Jobs(keptMax: 1)
        let long = try jobs.begin()
        let other = try await jobs.ended()
        async let waiting = jobs.table.wait(for: long.id, timeout: nil)
        long.gate.finish()
        #expect(try await waiting.id == long.id)
        #expect(await jobs.isKept(other) != jobs.isKept(long.id))
    }

    @Test func `a user's results push out none of another`() async throws {
        let jobs = Jobs(keptMax: 2)
        let own = try await jobs.ended()
        let user = Holder(user: 7, tokens: [])
        var others: [String] = []
        for _ in 0..<5 { others.append(try await jobs.ended(for: user)) }
        #expect(await jobs.isKept(own))
        for other in others.dropLast(2) { #expect(await !jobs.isKept(other)) }
        for other in others.suffix(2) { #expect(await jobs.isKept(other)) }
    }

    @Test func `a wait ends at its time, however soon that is`() async throws {
        let jobs = JobTable(TimeLimits(), alarm: Alarm())
        let gate = AsyncStream<Never>.makeStream()
        let job = try jobs.start("test") { _ in
            for await _ in gate.stream {}
            return nil
        }
        for _ in 0..<1000 {
            try await jobs.wait(for: job, timeout: .nanoseconds(1))
        }
        gate.continuation.finish()
        try await jobs.wait(for: job, timeout: nil)
    }
}
