import GRDB
import Glibc
import Ledger
import Network
import TestDirectories
import Testing

@Suite struct StorageFaultTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func `a failed transaction fails its whole batch and leaves the durable state`()
        async throws
    {
        let armed = Switch()
        var faults = StorageFaults()
        faults.onCommit = { armed.isOn ? .full(path: "log") : nil }
        let ledger = try temporaryLedger(in: directory, participants: 10, faults: faults)
        _ = try await ledger.submit(Fixture.transfer(), as: Fixture.key(2))
        let stateHash = ledger.network.stateHash
        let event = ledger.signed(Fixture.transfer(), by: Fixture.key(3))

        armed.turn(on: true)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<32 {
                group.addTask {
                    await #expect(throws: LedgerError.storage(.full(path: "log"))) {
                        try await ledger.submit(Fixture.transfer(), as: Fixture.key(2 + number % 8))
                    }
                }
            }
        }
        await #expect(throws: LedgerError.self) { try await ledger.append(event) }
        #expect(ledger.network.stateHash == stateHash)
        #expect(try await ledger.verify().isIntact)

        armed.turn(on: false)
        #expect(try await ledger.append(event).position == 2)
        #expect(try await ledger.submit(Fixture.transfer(), as: Fixture.key(2)).position == 3)
        #expect(try await ledger.verify().isIntact)
        try await ledger.close()
        #expect(try reopenedLedger(ledger.home).network.head.position == 3)
    }

    @Test func `a log that cannot be read is not called damaged`() async throws {
        let armed = Switch()
        var faults = StorageFaults()
        faults.onRead = { _ in armed.isOn ? EIO : nil }
        let ledger = try temporaryLedger(in: directory, faults: faults)
        let unreadable = StorageError.failed(
            path: ledger.home.logPath,
            operation: "read",
            reason: "Input/output error"
        )
        armed.turn(on: true)
        await #expect(throws: LedgerError.storage(unreadable)) { try await ledger.verify() }
        armed.turn(on: false)
        #expect(try await ledger.verify().isIntact)
    }

    @Test func `a log that reaches its page limit says so and goes on when the limit is raised`()
        async throws
    {
        var limits = LedgerLimits()
        limits.pageCountMax = 40
        let ledger = try temporaryLedger(in: directory, limits: limits)
        let full = LedgerError.storage(.full(path: ledger.home.logPath))
        var appended: Position = 0
        while appended < 10_000 {
            do throws(LedgerError) {
                _ = try await ledger.submit(Fixture.transfer(), as: Fixture.key(2))
                appended += 1
            } catch {
                #expect(error == full)
                break
            }
        }
        #expect((1..<10_000).contains(appended), "the limit must strike")
        #expect(full.description.contains("room"))

        let stateHash = ledger.network.stateHash
        await #expect(throws: full) {
            try await ledger.append(ledger.signed(Fixture.transfer(), by: Fixture.key(3)))
        }
        #expect(ledger.network.stateHash == stateHash)
        #expect(ledger.network.head.position == appended)
        #expect(try await ledger.verify().isIntact)

        try ledger.limit(pageCount: 4000)
        for _ in 0..<20 { _ = try await ledger.submit(Fixture.transfer(), as: Fixture.key(3)) }
        try await ledger.close()
        let reopened = try reopenedLedger(ledger.home)
        #expect(reopened.network.head.position == appended + 20)
        #expect(try await reopened.verify().isIntact)
    }

    @Test(arguments: [FileFault.renameFails, .directoryFlushFails])
    func `a network whose creation fails is not there, and can be created again`(
        fault: FileFault
    ) throws {
        let armed = Switch()
        let home = try Home(directory.file("home"), faults: fault.faults(when: armed))
        armed.turn(on: true)
        #expect(throws: LedgerError.self) {
            try Ledger.create(in: home, genesis: Fixture.genesis())
        }
        armed.turn(on: false)
        #expect(try Ledger.open(home) == nil)
        let ledger = try Ledger.create(in: home, genesis: Fixture.genesis())
        #expect(ledger.network.head.position == 0)
    }

    @Test func `what an interrupted creation has left is no network and does not matter`() throws {
        let home = try Home(directory.file("home"))
        try write([1, 2, 3], to: home.logPath + ".new")
        try write([1, 2, 3], to: home.logPath + ".new-journal")
        #expect(try Ledger.open(home) == nil)
        _ = try Ledger.create(in: home, genesis: Fixture.genesis())
    }

    @Test func `a file that is empty, foreign or of another format is refused in words`()
        async throws
    {
        let ledger = try temporaryLedger(in: directory)
        let home = ledger.home
        try await ledger.close()

        func expectUnsupported(_ phrase: String) {
            #expect {
                try Ledger.open(home)
            } throws: { error in
                guard case .unsupportedFormat(home.logPath, let reason) = error as? LedgerError
                else { return false }
                return reason.contains(phrase)
            }
        }
        try await DatabaseQueue(path: home.logPath).write { db in
            try db.execute(sql: "PRAGMA user_version = 2")
        }
        expectUnsupported("format 2")
        try write(Array("this is a text file, not a database at all".utf8), to: home.logPath)
        expectUnsupported("not an SQLite file")
        try write([], to: home.logPath)
        expectUnsupported("empty")
    }

    @Test func `a truncated log is damaged, not shorter`() async throws {
        let ledger = try temporaryLedger(in: directory)
        for _ in 0..<300 { _ = try await ledger.submit(Fixture.transfer(), as: Fixture.key(2)) }
        let home = ledger.home
        try await ledger.close()
        truncate(home.logPath, 16 * 4096)
        #expect {
            try Ledger.open(home)
        } throws: { error in
            guard case .damaged(home.logPath, _) = error as? LedgerError else { return false }
            return "\(error)".contains("backup")
        }
    }
}
