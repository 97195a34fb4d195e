import Host
import HostTesting
import JSON
import JSONRPC
import PluginKit
import Testing

/// Signs of life of calls that have nothing to say.
@Suite struct BeatTests {
    /// Beats as notifications, which the log can wait for.
    private static func beat(into log: NotificationLog) -> Beat {
        Beat(every: .milliseconds(1)) { report in
            let params: JSONValue = ["token": 1, "value": .object(report)]
            log.add(Request(id: nil, method: "$/progress", params: params))
        }
    }

    @Test func `silent work beats, and what it said last is said again`() async throws {
        let log = NotificationLog()
        let beat = Self.beat(into: log)
        try await beat.accompany {
            await log.wait(for: 2)
            #expect(
                log.progress.allSatisfy { $0 == ["step": 0, "steps": 0, "message": "at work"] }
            )
            log.begin()
            beat.reporter.report(step: 3, of: 7)
            await log.wait(for: 3)
            #expect(log.progress.last == ["step": 3, "steps": 7])
        }
        log.begin()
        // What comes late is not sent behind the reply.
        beat.reporter.report(step: 4, of: 7)
        #expect(log.all.isEmpty)
    }
}
