import Host
import JSON
import Testing

/// Methods that come and go while a host runs.
@Suite struct MethodTableTests {
    private let table = MethodTable(CallPipeline(gate: OpenGate()))

    private func method(_ name: String, of owner: String?) -> ServedMethod {
        let entry = MethodCatalogue.Entry(name: name, schema: ["name": .string(name)])
        return ServedMethod(entry, owner: owner, body: .control(Silence()))
    }

    @Test func `methods are found by name and listed in order`() throws {
        try table.add([method("b.two", of: "one"), method("a.one", of: "one")])
        #expect(table["a.one"]?.owner == "one")
        #expect(table["a.two"] == nil)
        #expect(table.route(to: "a.two") == nil)
        #expect(table.methods.map(\.name) == ["a.one", "b.two"])
    }

    @Test func `where one name is taken none of the methods is added`() throws {
        try table.add([method("a.one", of: nil)])
        #expect(throws: MethodTableError.nameTaken("a.one")) {
            try table.add([method("a.two", of: "plugin"), method("a.one", of: "plugin")])
        }
        #expect(table.methods.map(\.name) == ["a.one"])
    }

    @Test func `a method that was taken over is given back`() throws {
        try table.add([method("solver.train", of: "solver")])
        try table.add([method("solver.train", of: "first")], shadowing: true)
        try table.add([method("solver.train", of: "second")], shadowing: true)
        #expect(table["solver.train"]?.owner == "second")
        table.remove(owner: "first")
        #expect(table["solver.train"]?.owner == "second")
        table.remove(owner: "second")
        #expect(table["solver.train"]?.owner == "solver")
        table.remove(owner: "solver")
        #expect(table.methods.isEmpty)
    }

    @Test func `nobody takes a method over from itself`() throws {
        try table.add([method("a.one", of: "plugin")])
        #expect(throws: MethodTableError.nameTaken("a.one")) {
            try table.add([method("a.one", of: "plugin")], shadowing: true)
        }
    }
}

/// A method that answers nothing.
private struct Silence: ControlTarget {
    func check(_ params: JSONObject) {}
    func answer(_ call: PreparedCall) -> JSONValue { .null }
}
