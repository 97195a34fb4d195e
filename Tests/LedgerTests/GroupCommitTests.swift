import Ledger
import Network
import Synchronization
import TestDirectories
import Testing

@Suite struct GroupCommitTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// Counts commits, and notes the position that readers saw at each.
    private final class Commits: Sendable {
        let seen = Mutex<[Position]>([])
        let ledger = Mutex<Ledger?>(nil)

        func note() {
            guard let position = ledger.withLock({ $0?.network.head.position }) else { return }
            seen.withLock { $0.append(position) }
        }
    }

    @Test func `sixteen writers share flushes, and nobody sees what is not durable`() async throws {
        let commits = Commits()
        var faults = StorageFaults()
        faults.onCommit = {
            commits.note()
            return nil
        }
        let ledger = try temporaryLedger(in: directory, participants: 18, faults: faults)
        commits.ledger.withLock { $0 = ledger }

        let eventsPerWriter = 100
        let receipts = try await withThrowingTaskGroup(of: [Receipt].self) { group in
            for writer in 0..<16 {
                group.addTask {
                    var receipts: [Receipt] = []
                    for _ in 0..<eventsPerWriter {
                        let key = Fixture.key(2 + writer)
                        let receipt = try await ledger.submit(Fixture.transfer(), as: key)
                        // Acknowledged means published.
                        #expect(ledger.network.head.position >= receipt.position)
                        receipts.append(receipt)
                    }
                    return receipts
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        commits.ledger.withLock { $0 = nil }

        let total = 16 * eventsPerWriter
        #expect(receipts.map(\.position).sorted() == (1...total).map { Position($0) })
        let seen = commits.seen.withLock { $0 }
        #expect(seen.count < total, "group commit flushes fewer times than there are events")
        // Before each commit readers saw exactly what the commit before it had made durable.
        #expect(seen.first == 0)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 })
        #expect(try await ledger.verify().isIntact)
        try await ledger.close()
        #expect(try reopenedLedger(ledger.home).network.head.position == Position(total))
    }

    @Test func `events that one author submits at once are numbered without gaps`() async throws {
        let ledger = try temporaryLedger(in: directory)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    _ = try await ledger.submit(Fixture.transfer(), as: Fixture.key(2))
                }
            }
            try await group.waitForAll()
        }
        let participant = Fixture.key(2).participant
        #expect(ledger.network.participants[participant]?.sequence == 200)
        #expect(try await ledger.verify().voidCount == 0)
    }

    @Test func `a refused event does not hinder the others of its batch`() async throws {
        let ledger = try temporaryLedger(in: directory, participants: 20)
        let refusedCount = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let amount: Credits = number % 4 == 0 ? 1_000_000_000 : 1
                    let key = Fixture.key(2 + number % 16)
                    do throws(LedgerError) {
                        _ = try await ledger.submit(Fixture.transfer(amount), as: key)
                        return false
                    } catch {
                        return true
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refusedCount == 16)
        #expect(ledger.network.head.position == 48)
        #expect(try await ledger.verify().isIntact)
    }

    @Test func `closing answers everybody who was waiting`() async throws {
        let ledger = try temporaryLedger(in: directory)
        let outcomes = await withTaskGroup(of: Result<Receipt, LedgerError>.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    do throws(LedgerError) {
                        return .success(
                            try await ledger.submit(Fixture.transfer(), as: Fixture.key(2))
                        )
                    } catch {
                        return .failure(error)
                    }
                }
            }
            group.addTask {
                do throws(LedgerError) { try await ledger.close() } catch { return .failure(error) }
                return .failure(.closed)
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var acknowledged: Position = 0
        for outcome in outcomes {
            switch outcome {
            case .success: acknowledged += 1
            case .failure(let error): #expect(error == .closed)
            }
        }
        #expect(try reopenedLedger(ledger.home).network.head.position == acknowledged)
    }

    @Test func `more appends than may wait are told to come back`() async throws {
        var limits = LedgerLimits()
        limits.waitingCountMax = 4
        limits.batchCountMax = 1
        let ledger = try temporaryLedger(in: directory, limits: limits)
        let overloads = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    do throws(LedgerError) {
                        _ = try await ledger.submit(Fixture.transfer(), as: Fixture.key(2))
                        return 0
                    } catch {
                        #expect(error == .overloaded(waitingCountMax: 4))
                        return 1
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(ledger.network.head.position == Position(200 - overloads))
        #expect(try await ledger.verify().isIntact)
    }
}
