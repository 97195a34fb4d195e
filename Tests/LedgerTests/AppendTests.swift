import Digests
import Ledger
import Network
import TestDirectories
import Testing

@Suite struct AppendTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func `an appended event is answered with its place and is there after a restart`()
        async throws
    {
        let ledger = try temporaryLedger(in: directory)
        let start = ledger.network
        let first = try await ledger.submit(Fixture.transfer(10), as: Fixture.key(2))
        let second = try await ledger.append(ledger.signed(Fixture.transfer(5), by: Fixture.key(3)))
        #expect(first.position == 1)
        #expect(second.position == 2)
        #expect(ledger.network.head == LogHead(position: 2, chain: second.chain))
        #expect(!second.effects.isEmpty)
        let stateHash = ledger.network.stateHash
        for _ in 0..<2 {
            #expect(ledger.stateHash(of: ledger.network) == stateHash)
            #expect(ledger.stateHash(of: start) == start.stateHash)
        }
        try await ledger.close()

        let reopened = try reopenedLedger(ledger.home)
        #expect(reopened.networkID == ledger.networkID)
        #expect(reopened.network.head == ledger.network.head)
        #expect(reopened.network.stateHash == stateHash)
        #expect(try await reopened.submit(Fixture.transfer(), as: Fixture.key(2)).position == 3)
    }

    @Test func `a home without a network opens as nothing, and takes one network only`()
        async throws
    {
        let home = try Home(directory.file("home"))
        #expect(try Ledger.open(home) == nil)
        let genesis = try Fixture.genesis()
        let ledger = try Ledger.create(in: home, genesis: genesis)
        #expect(ledger.networkID == genesis.id)
        #expect(ledger.network.head == genesis.entry.head)
        #expect(throws: LedgerError.networkExists(path: home.path)) {
            try Ledger.create(in: home, genesis: genesis)
        }
        let entries = try await ledger.entries(from: 0)
        #expect(entries == [genesis.entry])
    }

    @Test func `a repeated event gets its first receipt and changes nothing`() async throws {
        let ledger = try temporaryLedger(in: directory)
        let event = ledger.signed(Fixture.transfer(7), by: Fixture.key(2))
        let first = try await ledger.append(event)
        for _ in 0..<5 { _ = try await ledger.submit(Fixture.transfer(), as: Fixture.key(2)) }
        let stateHash = ledger.network.stateHash
        #expect(try await ledger.append(event) == first)
        #expect(ledger.network.stateHash == stateHash)

        // Two at once in one batch are still one event.
        let twin = ledger.signed(Fixture.transfer(8), by: Fixture.key(3))
        async let left = ledger.append(twin)
        async let right = ledger.append(twin)
        let receipts = try await [left, right]
        #expect(receipts[0] == receipts[1])
        try await ledger.close()
        #expect(try await reopenedLedger(ledger.home).append(event) == first)
    }

    @Test func `a refused event is not in the log and leaves the state as it was`() async throws {
        let ledger = try temporaryLedger(in: directory)
        _ = try await ledger.submit(Fixture.transfer(), as: Fixture.key(2))
        let head = ledger.network.head
        let stateHash = ledger.network.stateHash
        let strangerHead = LogHead(position: 1, chain: Digest(sha256: [9]))
        let poor = Fixture.transfer(1_000_000_000)
        let refused: [SignedEvent] = [
            ledger.signed(poor, by: Fixture.key(2)),
            ledger.signed(Fixture.transfer(to: 99), by: Fixture.key(2)),
            ledger.signed(Fixture.transfer(), by: Fixture.key(77)),
            ledger.signed(Fixture.transfer(2), by: Fixture.key(2), sequence: 1),
            ledger.signed(Fixture.transfer(), by: Fixture.key(2), sequence: 3),
            ledger.signed(Fixture.transfer(), by: Fixture.key(2), seen: strangerHead),
        ]
        for event in refused {
            await #expect {
                try await ledger.append(event)
            } throws: { error in
                guard case .refused(let refusal) = error as? LedgerError else { return false }
                return (error as? LedgerError)?.description == refusal.description
            }
        }
        await #expect(throws: LedgerError.self) {
            try await ledger.submit(poor, as: Fixture.key(2))
        }
        #expect(ledger.network.head == head)
        #expect(ledger.network.stateHash == stateHash)
        #expect(try await ledger.entries(from: 0).count == 2)
    }

    @Test func `what is submitted together is appended as a whole or not at all`() async throws {
        let ledger = try temporaryLedger(in: directory)
        let good = Statement(Fixture.transfer(1), by: Fixture.key(2))
        let bad = Statement(Fixture.transfer(to: 99), by: Fixture.key(2))
        let stateHash = ledger.network.stateHash
        await #expect(throws: LedgerError.self) { try await ledger.submit([good, good, bad]) }
        #expect(ledger.network.stateHash == stateHash)
        #expect(try await ledger.entries(from: 0).count == 1)

        let last = try await ledger.submit([good, good, good])
        #expect(last.position == 3)
        #expect(ledger.network.head.position == 3)
        #expect(try await ledger.verify().isIntact)
    }

    @Test func `an event that is not canonical, not signed or too large never reaches the rules`()
        async throws
    {
        let ledger = try temporaryLedger(in: directory)
        let good = ledger.signed(Fixture.transfer(), by: Fixture.key(2))
        let stranger = Fixture.key(3)
        let author = Fixture.key(2).participant
        let elsewhere = EventBody.signingBytes(network: Digest(sha256: [1]), body: good.body)

        func expect(_ error: LedgerError, _ event: SignedEvent) async {
            await #expect(throws: error) { try await ledger.append(event) }
        }
        await expect(
            .malformedEvent(.notCanonical),
            SignedEvent(body: good.body + [0x20], signature: good.signature)
        )
        await expect(
            .invalidSignature(author),
            SignedEvent(body: good.body, signature: [])
        )
        await expect(
            .invalidSignature(author),
            SignedEvent(body: good.body, signature: stranger.sign(good.body))
        )
        await expect(
            .invalidSignature(author),
            SignedEvent(body: good.body, signature: Fixture.key(2).sign(elsewhere))
        )
        await expect(
            .eventTooLarge(byteCount: 1 << 20 + 1, byteCountMax: 1 << 20),
            SignedEvent(body: [UInt8](repeating: 0x20, count: 1 << 20 + 1), signature: [])
        )
        #expect(ledger.network.head.position == 0)
    }

    @Test func `entries and effects are found again by place, by event and by subject`()
        async throws
    {
        let ledger = try temporaryLedger(in: directory)
        var receipts: [Receipt] = []
        for number in 0..<10 {
            receipts.append(
                try await ledger.submit(Fixture.transfer(), as: Fixture.key(2 + number % 2))
            )
        }
        let page = try await ledger.entries(from: 3, limit: 4)
        #expect(page.map(\.position) == [3, 4, 5, 6])
        #expect(page.allSatisfy { $0.isChained })
        #expect(page.map(\.event.id) == receipts[2...5].map(\.event))
        #expect(try await ledger.entries(from: 99).isEmpty)
        #expect(try await ledger.entries(from: -5, limit: 2).map(\.position) == [0, 1])
        #expect(try await ledger.entries(from: 0, limit: -1).isEmpty)

        #expect(try await ledger.entry(of: receipts[6].event)?.position == receipts[6].position)
        #expect(try await ledger.entry(of: Digest(sha256: [5])) == nil)
        #expect(try await ledger.effects(at: receipts[6].position) == receipts[6].effects)

        let subject = Subject.participant(Fixture.key(2).participant)
        let recorded = try await ledger.effects(on: subject)
        let expected = receipts.filter { $0.effects.contains { $0.subjects.contains(subject) } }
        #expect(Set(recorded.map(\.event)) == Set(expected.map(\.event)))
        #expect(recorded.map(\.position) == recorded.map(\.position).sorted())
        let rest = try await ledger.effects(on: subject, from: receipts[4].position, limit: 1)
        #expect(rest.first?.position == receipts[4].position)
        #expect(rest.count == 1)
    }

    @Test func `watchers see the head move and the end of the ledger`() async throws {
        let ledger = try temporaryLedger(in: directory)
        var heads = ledger.heads().makeAsyncIterator()
        #expect(await heads.next() == ledger.network.head)
        for _ in 0..<3 {
            let receipt = try await ledger.submit(Fixture.transfer(), as: Fixture.key(2))
            #expect(await heads.next()?.chain == receipt.chain)
        }
        // Heads that nobody has read make room for newer ones.
        for _ in 0..<3 { _ = try await ledger.submit(Fixture.transfer(), as: Fixture.key(2)) }
        #expect(await heads.next() == ledger.network.head)
        try await ledger.close()
        #expect(await heads.next() == nil)
        var late = ledger.heads().makeAsyncIterator()
        #expect(await late.next() == nil)
    }

    @Test func `a closed ledger answers that it is closed`() async throws {
        let ledger = try temporaryLedger(in: directory)
        _ = try await ledger.submit(Fixture.transfer(), as: Fixture.key(2))
        try await ledger.close()
        try await ledger.close()
        await #expect(throws: LedgerError.closed) {
            try await ledger.submit(Fixture.transfer(), as: Fixture.key(2))
        }
        await #expect(throws: LedgerError.closed) { try await ledger.entries(from: 0) }
        await #expect(throws: LedgerError.closed) { try await ledger.verify() }
        #expect(ledger.network.head.position == 1)
    }
}
