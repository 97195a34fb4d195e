import Digests
import Network
import Testing

/// The log itself: sequence numbers, seen heads, ticks, attestations, transfers (rules L1 to L4).
struct LogTests {
    static let transfer = Payload.creditsTransfer(CreditsTransfer(to: id("sal"), amount: 5))

    @Test func `a repeated event is answered with its first position`() throws {
        var world = try World()
        let body = world.network.body(by: id("sol"), Self.transfer)
        world.append(body)
        world.tick()
        let before = world.network.contentHash
        #expect(world.append(body) == .duplicate(1))
        #expect(world.network.contentHash == before)
        #expect(world.network.head.position == 3)
        #expect(Self.refusal(world, body) == "ok")
    }

    @Test func `a sequence number serves one event`() throws {
        var world = try World()
        world.append("sol", Self.transfer)
        let seen = world.network.head
        for (sequence, expected) in [
            (0, "sequenceUsed"), (1, "sequenceUsed"), (2, "ok"), (3, "wrongSequence"),
            (.max, "wrongSequence"), (.min, "sequenceUsed"),
        ] as [(Int64, String)] {
            let body = EventBody(
                author: id("sol"),
                sequence: sequence,
                seen: seen,
                payload: Self.transfer
            )
            #expect(Self.refusal(world, body) == expected, "\(sequence)")
        }
    }

    static func refusal(_ world: World, _ body: EventBody) -> String {
        do throws(Refusal) {
            try world.network.check(body)
            return "ok"
        } catch {
            return error.reason.name
        }
    }

    @Test func `a refused event may be corrected under the same sequence number`() throws {
        var world = try World()
        let greedy = Payload.creditsTransfer(CreditsTransfer(to: id("sal"), amount: 10_001))
        guard case .void(let refusal) = world.append("sol", greedy) else {
            Issue.record("the transfer should be void")
            return
        }
        #expect(
            refusal.description
                == "the balance of \(id("sol").short) holds 10000 credits where 10001 are needed: "
                + "offer less, or get 1 more. (rule L4)"
        )
        #expect(world.network.participants[id("sol")]?.sequence == 0)
        world.must("sol", Self.transfer)
        #expect(world.network.participants[id("sol")]?.sequence == 1)
    }

    @Test func `the seen head must be on this log and not too old`() throws {
        var world = try World()
        let genesis = world.network.head
        world.tick(5)
        let middle = world.network.head
        world.tick(5)
        let heads = [
            (genesis, "ok"), (middle, "ok"), (world.network.head, "ok"),
            (LogHead(position: 11, chain: middle.chain), "unknownHead"),
            (LogHead(position: 5, chain: genesis.chain), "unknownHead"),
            (LogHead(position: 0, chain: middle.chain), "unknownHead"),
            (LogHead(position: -1, chain: genesis.chain), "unknownHead"),
            (LogHead(position: .max, chain: genesis.chain), "unknownHead"),
            (LogHead(position: .min, chain: genesis.chain), "unknownHead"),
        ]
        for (seen, expected) in heads {
            let body = EventBody(
                author: id("sol"),
                sequence: 1,
                seen: seen,
                payload: Self.transfer
            )
            #expect(Self.refusal(world, body) == expected, "\(seen.position)")
        }
        world.tick(4096)
        for (seen, expected) in [(genesis, "ok"), (middle, "headTooOld")] {
            let body = EventBody(
                author: id("sol"),
                sequence: 1,
                seen: seen,
                payload: Self.transfer
            )
            #expect(Self.refusal(world, body) == expected)
        }
    }

    @Test func `an entry that does not follow the head changes nothing at all`() throws {
        var world = try World()
        let body = world.network.body(by: id("sol"), Self.transfer)
        let event = SignedEvent(body: body.canonicalBytes(), signature: [])
        let entry = LogEntry(appending: event, to: world.network.head)
        world.tick()
        var network = world.network
        guard case .void(let refusal) = network.append(entry, body: body) else {
            Issue.record("the entry should be void")
            return
        }
        #expect(refusal.reason == .notNext(head: world.network.head))
        #expect(network.stateHash == world.network.stateHash)
    }

    @Test func `an entry is chained to everything before it`() throws {
        var world = try World()
        world.tick(3)
        let entries = world.entries.map(\.entry)
        for entry in entries { #expect(entry.isChained) }
        #expect(entries[0].previous == world.network.genesis.entry.chain)
        for (entry, next) in zip(entries, entries.dropFirst()) {
            #expect(next.previous == entry.chain)
        }
        let forged = LogEntry(
            position: 2,
            event: SignedEvent(body: entries[1].event.body, signature: [1]),
            previous: entries[1].previous,
            chain: entries[1].chain
        )
        #expect(!forged.isChained)
    }

    @Test func `ticks need enough timekeepers and one vote of each`() throws {
        var world = try World(timekeepers: ["tim", "sol", "sal"], timekeepersRequired: 2)
        let vote = Payload.tick(TickVote(tick: 1))
        #expect(world.refusal("mal", vote) == "notInRole")
        world.must("tim", vote)
        #expect(world.network.tick == 0)
        #expect(world.refusal("tim", vote) == "already")
        world.must("sal", vote)
        #expect(world.network.tick == 1)
        #expect(world.network.beacon == world.network.head.chain)
        #expect(world.network.beacon(at: 1) == world.network.beacon)
        #expect(world.network.beacon(at: 2) == nil)
        #expect(world.network.beacon(at: -1) == nil)
        #expect(world.refusal("sol", vote) == "tooLate")
        let next = Payload.tick(TickVote(tick: 2))
        world.must("sal", next)
        #expect(world.network.tick == 1)
        #expect(world.refusal("sal", .tick(TickVote(tick: 3))) == "tooEarly")
    }

    @Test func `late votes do not make time run faster than the timekeepers`() throws {
        let timekeepers = ["tim", "sol", "sal"]
        var world = try World(timekeepers: timekeepers, timekeepersRequired: 2)
        for period in 1...4 as ClosedRange<Tick> {
            for name in timekeepers { world.append(name, .tick(TickVote(tick: period))) }
            #expect(world.network.tick == period)
        }
    }

    @Test func `joining, giving and attesting`() throws {
        var world = try World()
        let rows = Row.table(
            """
            author   event  target   amount expected
            stranger join   Ada      .      ok
            sol      join   Ada      .      already
            stranger join   toolong  .      badText
            stranger join   empty    .      badText
            stranger join   control  .      badText
            sol      give   sal      .      ok
            sol      give   sal      10000  ok
            stranger give   sal      .      notJoined
            sol      give   sal      0      mustBePositive
            sol      give   sal      -5     mustBePositive
            sol      give   stranger .      unknownParticipant
            sol      give   sol      .      ownKey
            sol      give   sal      10001  insufficientCredits
            sol      give   sal      max    insufficientCredits
            cus      attest any      .      ok
            sol      attest any      .      notInRole
            """
        )
        for row in rows {
            let target = row.text("target", "")
            let names = [
                "toolong": String(repeating: "a", count: 65), "empty": "", "control": "a\u{7}",
            ]
            let event: Payload =
                switch row.text("event", "") {
                case "join": .participantJoin(ParticipantJoin(name: names[target] ?? target))
                case "give":
                    .creditsTransfer(
                        CreditsTransfer(to: id(target), amount: row.int("amount", 5))
                    )
                default: .blobAttest(BlobAttest(blobs: [blob(target)]))
                }
            world.check(row, row.text("author", ""), event)
        }
        world.must("stranger", .participantJoin(ParticipantJoin(name: "Ada")))
        let record = try #require(world.network.participants[id("stranger")])
        #expect(record.userID == 13)
        #expect(!record.isFounder)
        #expect(record.sequence == 1)
        world.must("sol", .creditsTransfer(CreditsTransfer(to: id("stranger"), amount: 7)))
        #expect(world.balance("stranger") == 7)
        let many = BlobAttest(blobs: (0..<257).map { blob("\($0)") })
        #expect(world.refusal("cus", .blobAttest(many)) == "tooMany")
    }

    @Test func `copies never change one another`() throws {
        var world = try World()
        let before = world.network
        let hash = before.stateHash
        _ = world.judgedTask()
        #expect(before.stateHash == hash)
        #expect(world.network.stateHash != hash)
    }

    @Test func `folding a log again gives the same state, and another log another`() throws {
        var world = try World()
        let task = world.judgedTask()
        world.tick(3)
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        var again = Network(genesis: world.network.genesis)
        for (entry, body) in world.entries { _ = again.append(entry, body: body) }
        #expect(again.stateHash == world.network.stateHash)
        #expect(again.contentHash == world.network.contentHash)
        world.must("sol", Self.transfer)
        #expect(again.contentHash != world.network.contentHash)
    }
}
