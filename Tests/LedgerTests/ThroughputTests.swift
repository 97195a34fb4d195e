import Glibc
import Ledger
import Network
import TestDirectories
import Testing

/// A few events in every run so that it does not rot; for a figure, on a quiet machine:
/// `ASSAY_BENCHMARK_EVENTS=20000 swift test -c release --skip-build --filter ThroughputTests`.
@Suite(.serialized) struct ThroughputTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static var eventCount: Int {
        getenv("ASSAY_BENCHMARK_EVENTS").flatMap { Int(String(cString: $0)) } ?? 64
    }

    private static func report(_ what: String, _ count: Int, in duration: Duration) {
        let seconds =
            Double(duration.components.seconds)
            + Double(duration.components.attoseconds) * 1e-18
        print("\(what): \(count) events, \(Int(Double(count) / seconds)) a second")
    }

    @Test(arguments: [1, 4, 16, 64])
    func `acknowledged events a second`(writers: Int) async throws {
        let ledger = try temporaryLedger(in: directory, participants: 66)
        let perWriter = max(1, Self.eventCount / writers)
        let payload = Fixture.transfer()
        let clock = ContinuousClock()
        let time = try await clock.measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<writers {
                    group.addTask {
                        let key = Fixture.key(2 + writer)
                        for _ in 0..<perWriter {
                            _ = try await ledger.submit(payload, as: key)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let count = writers * perWriter
        #expect(ledger.network.head.position == Position(count))
        Self.report("\(writers) writers", count, in: time)

        let verifying = try await clock.measure {
            let report = try await ledger.verify()
            #expect(report.isIntact)
        }
        Self.report("verify", count, in: verifying)
        let home = ledger.home
        try await ledger.close()
        let opening = try clock.measure { _ = try Ledger.open(home) }
        Self.report("open", count, in: opening)
        print("state hash \(ledger.network.stateHash)")
    }
}
