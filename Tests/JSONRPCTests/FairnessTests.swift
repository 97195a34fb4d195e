import JSON
import JSONRPC
import Synchronization
import Testing

/// Connections that send much do not keep others from being answered.
@Suite struct FairnessTests {
    private static let floodCount = 8
    private static let callCount = 1000

    @Test func `connections that flood keep nobody waiting`() async throws {
        let flooded = Atomic<Int>(0)
        let seen = Atomic<Int>(0)
        let handler = TableHandler([
            // Takes its while and never lets go of its thread.
            "flood": .ordered { _, _ throws(RPCError) in
                var sum = 0
                for number in 0..<20_000 { sum ^= number &* 31 &+ sum }
                flooded.wrappingAdd(1, ordering: .relaxed)
                return .bool(sum == 0)
            },
            "one": .ordered { _, _ throws(RPCError) in
                seen.store(flooded.load(ordering: .relaxed), ordering: .relaxed)
                return "answered"
            },
        ])
        let flood = (0..<Self.callCount)
            .map { SchedulingTests.request("flood", id: "\($0)") }.joined()
        let floods = (0..<Self.floodCount).map { _ in Wire(handler) }
        for wire in floods { wire.send(flood) }
        while flooded.load(ordering: .relaxed) == 0 { await Task.yield() }
        let other = Wire(handler)
        other.send(SchedulingTests.request("one", id: "1"))
        // Afterwards: what they do before it has come is nothing that it waits for.
        let before = flooded.load(ordering: .relaxed)
        #expect(try JSONValue(parsing: await other.next())["result"] == "answered")
        // In turn with the others it waits for some calls of theirs. Behind them it would wait until
        // so many are done that a thread is free: for more than half of all, however many threads.
        #expect(seen.load(ordering: .relaxed) - before < Self.floodCount * Self.callCount / 2)
        for wire in floods { for _ in 0..<Self.callCount { _ = await wire.next() } }
    }
}
