import Host
import HostTesting
import JSON
import Testing

/// How long others wait for jobs.
@Suite struct JobTableTests {
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
