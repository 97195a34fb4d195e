import Digests
import Glibc
import Ledger
import Network
import Synchronization
import TestDirectories
import Testing

/// Processes that are killed with SIGKILL while they append, and what is left of their work.
@Suite struct CrashTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let writers = 4

    /// Appends without end until the process is killed, and notes what was acknowledged.
    ///
    /// Runs in a process of its own. The acknowledgements go to a file opened for appending: each
    /// line is with the operating system, which survives, before the next event is handed in.
    ///
    /// - Parameter onFirst: what is to happen when the first event has been acknowledged.
    private static func appendUntilKilled(
        home path: String,
        acknowledgements: String,
        onFirst: @escaping @Sendable () -> Void
    ) async throws {
        let ledger = try #require(try Ledger.open(Home(path)))
        let file = open(acknowledgements, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let isFirst = Atomic(true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask { @Sendable in
                    while true {
                        let receipt = try await ledger.submit(
                            Fixture.transfer(),
                            as: Fixture.key(2 + writer)
                        )
                        let line = Array("\(receipt.position) \(receipt.event)\n".utf8)
                        _ = Glibc.write(file, line, line.count)
                        if isFirst.exchange(false, ordering: .relaxed) { onFirst() }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Kills this process after some microseconds, from a thread that nothing else can hold up.
    private static func killSelf(afterMicroseconds delay: UInt32) {
        var thread = pthread_t()
        let argument = UnsafeMutableRawPointer(bitPattern: UInt(delay) + 1)
        pthread_create(
            &thread,
            nil,
            { argument in
                usleep(UInt32(UInt(bitPattern: argument)) - 1)
                kill(getpid(), SIGKILL)
                return nil
            },
            argument
        )
    }

    @Test func `a killed host has every event that it acknowledged`() async throws {
        let seed = UInt64.random(in: .min ... .max)
        print("crash test seed: \(seed)")
        var draws = Draws(seed: Digest(sha256: Array("\(seed)".utf8)))
        let home = directory.file("home")
        let acknowledgements = directory.file("acknowledgements")
        try write([], to: acknowledgements)
        try await Ledger.create(in: Home(home), genesis: Fixture.genesis(participants: 8)).close()

        for round in 0..<8 {
            let delay = UInt32(draws.next(below: 60_000))
            // In turn while it may still be opening its home, and while it surely appends.
            let isAppending = round.isMultiple(of: 2)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [
                    home = home as String, acknowledgements = acknowledgements as String,
                    delay = delay as UInt32, isAppending = isAppending as Bool
                ] in
                if !isAppending { Self.killSelf(afterMicroseconds: delay) }
                try await Self.appendUntilKilled(home: home, acknowledgements: acknowledgements) {
                    if isAppending { Self.killSelf(afterMicroseconds: delay) }
                }
            }
            let ledger = try #require(try Ledger.open(Home(home)), "round \(round)")
            let report = try await ledger.verify()
            #expect(report.isIntact, "seed \(seed), round \(round): \(report)")
            #expect(report.voidCount == 0)
            let entries = try await allEntries(of: ledger)
            for line in String(decoding: try contents(of: acknowledgements), as: UTF8.self).split(
                separator: "\n"
            ) {
                let words = line.split(separator: " ")
                let position = try #require(Int(words[0]))
                try #require(entries.indices.contains(position), "seed \(seed), round \(round)")
                #expect(entries[position].event.id.hex == words[1], "seed \(seed), round \(round)")
            }
            try await ledger.close()
        }
        let count = try contents(of: acknowledgements).filter { $0 == 0x0A }.count
        print("crash test: \(count) acknowledged events survived 8 kills")
        #expect(count >= 4, "every second process has come to work")
    }

    private func allEntries(of ledger: Ledger) async throws -> [LogEntry] {
        var entries: [LogEntry] = []
        while case let page = try await ledger.entries(from: Position(entries.count)), !page.isEmpty
        {
            entries += page
        }
        return entries
    }
}
