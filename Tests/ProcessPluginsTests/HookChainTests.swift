import JSONRPC
import ProcessPlugins
import Testing

/// Who is asked before whom.
@Suite struct HookChainTests {
    private func wish(
        before: [String] = [],
        after: [String] = []
    ) -> [ProcessManifest.Hook] {
        [ProcessManifest.Hook(name: "payment", before: before, after: after)]
    }

    @Test func `who came first is asked first, unless somebody wishes otherwise`() throws {
        var chains = HookChains()
        try chains.set(wish(), of: "one", place: 0)
        try chains.set(wish(), of: "two", place: 1)
        try chains.set(wish(before: ["two"]), of: "three", place: 2)
        try chains.set(wish(after: ["five"]), of: "four", place: 3)
        try chains.set(wish(before: ["one"]), of: "five", place: 4)
        let order = chains.chain(of: .payment).map(\.plugin)
        #expect(isConsistent(order))
        #expect(chains.chain(of: .taskAccept).isEmpty)
    }

    private func isConsistent(_ order: [String]) -> Bool {
        func place(_ name: String) -> Int { order.firstIndex(of: name) ?? -1 }
        return Set(order) == ["one", "two", "three", "four", "five"]
            && place("three") < place("two") && place("five") < place("four")
            && place("five") < place("one")
    }

    @Test func `wishes that go round are refused, and leave the others in place`() throws {
        var chains = HookChains()
        try chains.set(wish(before: ["two"]), of: "one", place: 0)
        #expect(throws: RPCError.self) {
            var next = chains
            try next.set(wish(before: ["one"]), of: "two", place: 1)
        }
        #expect(chains.chain(of: .payment).map(\.plugin) == ["one"])
    }

    @Test func `a plugin that comes back keeps its place, and gives up what it wants no more`()
        throws
    {
        var chains = HookChains()
        try chains.set(wish(), of: "one", place: 0)
        try chains.set(wish(), of: "two", place: 1)
        try chains.set(wish(), of: "one", place: 0)
        #expect(chains.chain(of: .payment).map(\.plugin) == ["one", "two"])
        try chains.set([], of: "one", place: 0)
        #expect(chains.chain(of: .payment).map(\.plugin) == ["two"])
        chains.remove("two")
        #expect(chains.chain(of: .payment).isEmpty)
    }

    @Test func `a hook that does not exist is refused`() {
        var chains = HookChains()
        let hook = ProcessManifest.Hook(name: "peer_connected")
        #expect {
            try chains.set([hook], of: "one", place: 0)
        } throws: { error in
            (error as? RPCError)?.code == .pluginRefused
        }
    }
}
