import Digests
import Foundation
import GRDB
import Ledger
import Network
import TestDirectories
import Testing

@Suite struct TamperTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A change to the stored log behind the ledger's back, and what must come of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let sql: String
        let position: Position
        let kind: LogFault.Kind
        /// Whether opening the ledger finds it too, not only verifying.
        var isFoundAtOpening = true

        var testDescription: String { sql }
    }

    static let cases = [
        Case(
            sql: "UPDATE entries SET body = x'7b7d' WHERE position = 3",
            position: 3,
            kind: .chain
        ),
        Case(
            sql:
                "UPDATE entries SET body = CAST(replace(body, '1', '2') AS BLOB) WHERE position = 2",
            position: 2,
            kind: .chain
        ),
        Case(
            sql: "UPDATE entries SET signature = zeroblob(64) WHERE position = 3",
            position: 3,
            kind: .chain
        ),
        Case(
            sql: "UPDATE entries SET chain = zeroblob(32) WHERE position = 3",
            position: 3,
            kind: .chain
        ),
        Case(
            sql: "UPDATE entries SET chain = x'00' WHERE position = 3",
            position: 3,
            kind: .chain
        ),
        Case(
            sql: "UPDATE entries SET event = zeroblob(32) WHERE position = 3",
            position: 3,
            kind: .column("event")
        ),
        Case(
            sql: "UPDATE entries SET author = zeroblob(32) WHERE position = 3",
            position: 3,
            kind: .column("author")
        ),
        Case(
            sql: "UPDATE entries SET author = NULL WHERE position = 3",
            position: 3,
            kind: .column("author")
        ),
        Case(
            sql: "UPDATE entries SET sequence = 99 WHERE position = 3",
            position: 3,
            kind: .column("sequence")
        ),
        Case(
            sql: "UPDATE entries SET position = 99 WHERE position = 3",
            position: 3,
            kind: .missing
        ),
        Case(
            sql: """
                UPDATE entries SET position = 100 WHERE position = 3;
                UPDATE entries SET position = 3 WHERE position = 4;
                UPDATE entries SET position = 4 WHERE position = 100
                """,
            position: 3,
            kind: .chain
        ),
        Case(sql: "DELETE FROM entries WHERE position = 3", position: 3, kind: .missing),
        Case(
            sql: "DELETE FROM entries WHERE position = 8",
            position: 8,
            kind: .missing,
            isFoundAtOpening: false
        ),
        Case(
            sql: "UPDATE entries SET body = x'7b7d' WHERE position = 0",
            position: 0,
            kind: .malformed("")
        ),
        Case(
            sql: "UPDATE entries SET chain = zeroblob(32) WHERE position = 0",
            position: 0,
            kind: .chain
        ),
        Case(
            sql: "UPDATE entries SET event = zeroblob(32) WHERE position = 0",
            position: 0,
            kind: .column("event")
        ),
        Case(
            sql: "UPDATE entries SET signature = x'00' WHERE position = 0",
            position: 0,
            kind: .column("signature")
        ),
        Case(
            sql: "UPDATE entries SET author = x'00' WHERE position = 0",
            position: 0,
            kind: .column("author")
        ),
        Case(
            sql: "UPDATE entries SET sequence = 1 WHERE position = 0",
            position: 0,
            kind: .column("sequence")
        ),
        Case(sql: "DELETE FROM entries WHERE position = 0", position: 0, kind: .missing),
        Case(
            sql: "UPDATE effects SET effect = replace(effect, 'a', 'b') WHERE position = 3",
            position: 3,
            kind: .effects,
            isFoundAtOpening: false
        ),
        Case(
            sql: "UPDATE effects SET ordinal = 77 WHERE position = 3 AND ordinal = 0; "
                + "INSERT INTO effects VALUES (3, 0, '{}')",
            position: 3,
            kind: .effects,
            isFoundAtOpening: false
        ),
        Case(
            sql: "DELETE FROM effects WHERE position = 3",
            position: 3,
            kind: .effects,
            isFoundAtOpening: false
        ),
        Case(
            sql: "UPDATE subjects SET subject = subject || 'x' WHERE position = 3",
            position: 3,
            kind: .effects,
            isFoundAtOpening: false
        ),
        Case(
            sql: "UPDATE subjects SET kind = 'nothing' WHERE position = 3",
            position: 3,
            kind: .effects,
            isFoundAtOpening: false
        ),
        Case(
            sql: "UPDATE subjects SET ordinal = 9 WHERE position = 3",
            position: 3,
            kind: .effects,
            isFoundAtOpening: false
        ),
        Case(
            sql: "INSERT INTO subjects VALUES ('participant', 'somebody', 3, 0)",
            position: 8,
            kind: .effects,
            isFoundAtOpening: false
        ),
    ]

    private static func meddle(
        with path: String,
        _ change: @escaping (Database) throws -> Void
    ) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        try DatabaseQueue(path: path, configuration: configuration).write(change)
    }

    private static func matches(_ fault: LogFault?, _ tampering: Case) -> Bool {
        guard let fault, fault.position == tampering.position else { return false }
        switch (fault.kind, tampering.kind) {
        case (.malformed, .malformed): return true
        case (let found, let expected): return found == expected
        }
    }

    @Test(arguments: cases)
    func `tampering is found and placed`(tampering: Case) async throws {
        let ledger = try temporaryLedger(in: directory)
        for _ in 0..<8 { _ = try await ledger.submit(Fixture.transfer(), as: Fixture.key(2)) }
        let intact = try await ledger.verify()
        #expect(intact.fault == nil)
        #expect(intact.entryCount == 9)
        #expect(intact.effectCount >= 8)
        #expect(intact.stateHash == ledger.network.stateHash)

        try Self.meddle(with: ledger.home.logPath) { try $0.execute(sql: tampering.sql) }
        let report = try await ledger.verify()
        #expect(Self.matches(report.fault, tampering), "found \(report)")
        #expect(!report.isIntact)

        let home = ledger.home
        try await ledger.close()
        do {
            _ = try Ledger.open(home)
            #expect(!tampering.isFoundAtOpening)
        } catch {
            guard case .damaged(home.logPath, let fault) = error else { throw error }
            #expect(tampering.isFoundAtOpening && Self.matches(fault, tampering))
        }
    }

    /// Puts an entry at the end of a stored log, chained as it should be.
    private static func force(_ event: SignedEvent, onto ledger: Ledger) throws {
        let entry = LogEntry(appending: event, to: ledger.network.head)
        let body = try EventBody(canonical: event.body)
        try meddle(with: ledger.home.logPath) { db in
            try db.execute(
                sql: "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    entry.position, Data(event.id.bytes), Data(event.body), Data(event.signature),
                    Data(entry.chain.bytes), Data(body.author.bytes), body.sequence,
                ]
            )
        }
    }

    @Test func `a forged entry with a right chain is found by its signature`() async throws {
        let ledger = try temporaryLedger(in: directory)
        let signed = ledger.signed(Fixture.transfer(500), by: Fixture.key(2))
        let forged = SignedEvent(body: signed.body, signature: Fixture.key(3).sign(signed.body))
        try Self.force(forged, onto: ledger)
        try await ledger.close()
        let report = try await reopenedLedger(ledger.home).verify()
        #expect(report.fault == LogFault(position: 1, kind: .signature))
        #expect(report.entryCount == 1)
    }

    @Test func `an entry that breaks a rule is void for everybody who folds the log`() async throws
    {
        let ledger = try temporaryLedger(in: directory)
        let poor = ledger.signed(Fixture.transfer(1_000_000_000), by: Fixture.key(2))
        try Self.force(poor, onto: ledger)
        let books = ledger.network.books
        try await ledger.close()

        let reopened = try reopenedLedger(ledger.home)
        #expect(reopened.network.head.position == 1)
        #expect(reopened.network.books.purses.elementsEqual(books.purses, by: ==))
        let report = try await reopened.verify()
        #expect(report.isIntact)
        #expect(report.voidCount == 1)
        #expect(try await reopened.submit(Fixture.transfer(), as: Fixture.key(3)).position == 2)
        #expect(try await reopened.verify().isIntact)
    }
}
