import PluginKit
import Synchronization
import Testing

@Suite struct TurnsTests {
    @Test func `one task at a time has the turn`() async throws {
        let turns = Turns()
        let inside = Counter()
        try await withThrowingTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    try await turns.take()
                    #expect(inside.add(1) == 1)
                    await Task.yield()
                    inside.add(-1)
                    turns.pass()
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `as many tasks as there is room for have the turn`() async throws {
        let turns = Turns(width: 2)
        try await turns.take()
        try await turns.take()
        let third = Task { try await turns.take() }
        while turns.waitingCount < 1 { await Task.yield() }
        #expect(turns.takenCount == 2)
        turns.pass()
        try await third.value
        #expect(turns.takenCount == 2)
        turns.pass()
        turns.pass()
        #expect(turns.takenCount == 0)
    }

    @Test func `a task that is cancelled while it waits hears of it at once`() async throws {
        let turns = Turns()
        try await turns.take()
        let waiting = Task { try await turns.take() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        // It had no turn, so there is none to pass on but the first.
        turns.pass()
        try await turns.take()
        turns.pass()
    }

    @Test func `callers have the turn one after another, whoever asks for more`() async throws {
        let turns = Turns()
        let order = Order()
        try await turns.take()
        var tasks: [Task<Void, any Error>] = []
        // One caller asks a hundred times, then two others once and twice.
        for caller: Int64 in Array(repeating: 1, count: 100) + [2, 3, 3] {
            let before = turns.waitingCount
            tasks.append(
                Task {
                    try await turns.take(for: caller)
                    order.callers.withLock { $0.append(caller) }
                    turns.pass()
                }
            )
            while turns.waitingCount == before { await Task.yield() }
        }
        turns.pass()
        for task in tasks { try await task.value }
        #expect(order.callers.withLock(\.self) == [1, 2, 3, 1, 3] + Array(repeating: 1, count: 98))
        #expect(turns.takenCount == 0)
    }

    @Test func `a caller whose tasks are all cancelled loses its place`() async throws {
        let turns = Turns()
        try await turns.take()
        let cancelled = Task { try await turns.take(for: 1) }
        while turns.waitingCount < 1 { await Task.yield() }
        let served = Task { try await turns.take(for: 2) }
        while turns.waitingCount < 2 { await Task.yield() }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        turns.pass()
        try await served.value
        turns.pass()
        #expect(turns.waitingCount == 0)
    }

    @Test func `cancelling some who wait leaves the turns to the others`() async throws {
        let turns = Turns()
        let entered = Counter()
        try await turns.take()
        let tasks = (0..<100).map { _ in
            Task {
                try await turns.take()
                entered.add(1)
                turns.pass()
            }
        }
        for (number, task) in tasks.enumerated() where number.isMultiple(of: 2) { task.cancel() }
        turns.pass()
        var cancelled = 0
        for task in tasks {
            do { try await task.value } catch is CancellationError { cancelled += 1 }
        }
        #expect(entered.add(0) + cancelled == 100)
        #expect(cancelled <= 50)
    }
}

private final class Order: Sendable {
    let callers = Mutex<[Int64]>([])
}

private final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    /// Adds and returns the sum.
    @discardableResult
    func add(_ difference: Int) -> Int {
        count.wrappingAdd(difference, ordering: .relaxed).newValue
    }
}
