import Graphs
import JSON
import Testing

struct ModelGraphTests {
    /// In their only spelling: images with normalisation, dropout and loops; and text.
    static let spelled = [
        """
        {"graph":{"nodes":[\
        {"inputs":["input","kernel","bias"],"name":"image","operator":"convolution",\
        "settings":{"window":{"height":3,"width":3}}},\
        {"inputs":["image","scale","bias","mean","variance"],"name":"even","operator":"batchNorm",\
        "settings":{"amount":"0.1"}},\
        {"inputs":["even"],"name":"kept","operator":"dropout","settings":{"amount":"0.25"}},\
        {"inputs":["kept"],"name":"row","operator":"reshape","settings":{"extents":[-1,8]}},\
        {"name":"state","repeat":{"limit":3,"nodes":[\
        {"inputs":["state","turn"],"name":"turned","operator":"product"},\
        {"inputs":["turned"],"name":"bounded","operator":"tanh"}],\
        "output":"bounded","start":"row"}},\
        {"name":"calm","while":{"above":"0.01","limit":2,"nodes":[\
        {"inputs":["calm","turn"],"name":"next","operator":"product"}],\
        "output":"next","start":"state"}},\
        {"inputs":["calm","last"],"name":"scores","operator":"productTransposedRight"}],\
        "output":"scores","parameters":[\
        {"initial":{"fanIn":9},"name":"kernel","shape":[2,1,3,3]},\
        {"initial":{"constant":"0"},"name":"bias","shape":2},\
        {"initial":{"constant":"1"},"name":"scale","shape":2},\
        {"initial":{"constant":"0"},"name":"mean","shape":2,"trained":false},\
        {"initial":{"constant":"1"},"name":"variance","shape":2,"trained":false},\
        {"initial":{"uniform":"0.5"},"name":"turn","shape":[8,8]},\
        {"initial":{"normal":"0.3"},"name":"last","shape":[3,8]}]},\
        "input":[1,4,4],"loss":"crossEntropy"}
        """,
        """
        {"graph":{"nodes":[\
        {"inputs":["input"],"name":"places","operator":"indices"},\
        {"inputs":["table","places"],"name":"rows","operator":"gather"},\
        {"inputs":["rows","positions"],"name":"placed","operator":"add"},\
        {"inputs":["placed"],"name":"flat","operator":"reshape","settings":{"extents":[-1,6]}},\
        {"inputs":["flat","projection"],"name":"projected","operator":"product"},\
        {"inputs":["projected"],"name":"heads","operator":"reshape","settings":{"extents":[-1,5,18]}},\
        {"inputs":["heads"],"name":"attended","operator":"attention","settings":{"heads":2}},\
        {"inputs":["placed","attended"],"name":"sum","operator":"add"},\
        {"inputs":["sum"],"name":"wide","operator":"reshape","settings":{"extents":[-1,6]}},\
        {"inputs":["wide","table"],"name":"tied","operator":"productTransposedRight"},\
        {"inputs":["tied"],"name":"scores","operator":"reshape","settings":{"extents":[-1,5,7]}}],\
        "output":"scores","parameters":[\
        {"initial":{"normal":"0.02"},"name":"table","shape":[7,6]},\
        {"initial":{"normal":"0.02"},"name":"positions","shape":[5,6]},\
        {"initial":{"fanIn":6},"name":"projection","shape":[6,18]}]},\
        "input":5,"loss":"nextToken"}
        """,
    ]

    @Test(arguments: spelled)
    func `a description writes itself again`(description: String) throws {
        let json = try JSONValue(parsing: description)
        let model = try Model(json: JSONReader(json))
        #expect(model.json == json)
        #expect(try String(decoding: model.json.canonicalBytes(), as: UTF8.self) == description)
        #expect(try Model(json: JSONReader(model.json)) == model)
    }

    @Test func `parameters have the order, names, laws and extents of the description`() throws {
        let model = try GraphText.model(Self.spelled[0])
        #expect(
            model.parameters.map(\.name) == [
                "kernel", "bias", "scale", "mean", "variance", "turn", "last",
            ]
        )
        #expect(model.parameters[0].law == .uniform(inputs: 9))
        #expect(model.parameters[1].extents == [2])
        #expect(model.parameters.map(\.isTrained) == [true, true, true, false, false, true, true])
        #expect(model.classes == 3)
        let step = try TrainingStep(model: model, batchSize: 5)
        // The same body three times, then twice.
        #expect(step.work.operations[.tanh] == 3)
    }

    @Test func `usual settings are left out, and every other is kept`() throws {
        let model = try GraphText.model(
            GraphText.description(
                [GraphText.weight()],
                [
                    GraphText.node("x", "scale", "input", settings: #"{"amount": "0"}"#),
                    GraphText.node("y", "add", "x", "input"),
                    GraphText.node("scores", "productTransposedRight", "y", "w"),
                ]
            )
        )
        #expect(model.json["graph"]?["nodes"]?.array?[0]["settings"] == nil)
        #expect(try Model(json: JSONReader(model.json)) == model)
    }

    @Test func `a model has layers or a graph, and not both`() throws {
        let neither = #expect(throws: JSONDecodingError.self) {
            try GraphText.model(#"{"input": 4, "loss": "crossEntropy"}"#)
        }
        #expect(neither?.pointer == "")
        let both = #expect(throws: JSONDecodingError.self) {
            try GraphText.model(
                #"{"input": 4, "layers": [{"linear": 2}], "graph": {}, "loss": "crossEntropy"}"#
            )
        }
        #expect(both?.pointer == "/graph")
    }

    @Test func `more parameters than a model may have are refused at the one that is too many`()
        throws
    {
        let text = GraphText.description(
            [GraphText.weight("w", "[16384, 4]"), GraphText.weight("v", "[16384, 16384]")],
            [GraphText.scores, GraphText.node("more", "productTransposedRight", "scores", "v")],
            output: "more"
        )
        let error = #expect(throws: JSONDecodingError.self) { try GraphText.model(text) }
        #expect(error?.pointer == "/graph/parameters/1")
    }

    @Test func `nodes within loops count, too`() throws {
        let inner = (0..<600).map {
            GraphText.node("n\($0)", "relu", $0 == 0 ? "loop" : "n\($0 - 1)")
        }
        let outer = (0..<600).map {
            GraphText.node("m\($0)", "relu", $0 == 0 ? "loop" : "m\($0 - 1)")
        }
        let loop = """
            {"name": "loop", "repeat": {"limit": 1, "start": "input", "output": "n599",
             "nodes": [\(inner.joined(separator: ", "))]}}
            """
        let text = GraphText.description([GraphText.weight()], [loop] + outer, output: "m599")
        let error = #expect(throws: JSONDecodingError.self) { try GraphText.model(text) }
        #expect(error?.pointer == "/graph/nodes/424")
    }

    @Test func `a loop without a limit is found by its name`() throws {
        func found(_ nodes: String) throws -> String? {
            Model.unboundedLoop(in: try JSONValue(parsing: #"{"graph": {"nodes": \#(nodes)}}"#))
        }
        #expect(try found(#"[{"name": "a"}, {"name": "b", "repeat": {"nodes": []}}]"#) == "b")
        let deep = #"{"name": "c", "while": {"limit": null}}"#
        #expect(try found(#"[{"name": "b", "repeat": {"limit": 1, "nodes": [\#(deep)]}}]"#) == "c")
        #expect(try found(#"[{"repeat": {}}]"#) == "graph.nodes.0")
        #expect(try found("[7]") == nil)
    }

    @Test func `layers that repeat what adds no node end, too`() {
        let nothing = Layer.repeat(limit: 1000, [.repeat(limit: 1000, [.dropout(.zero)])])
        #expect {
            try Model(input: 4, layers: [nothing, .linear(outputs: 2)])
        } throws: {
            if case .graph(.tooManyNodes)? = $0 as? ModelError { true } else { false }
        }
    }

    @Test func `places are made of the samples' own numbers only`() throws {
        #expect(throws: ModelError.graph(.computedPlaces(node: "layers.1.indices"))) {
            try Model(
                input: 4,
                layers: [
                    .linear(outputs: 4), .embedding(vocabulary: 5, width: 2), .flatten,
                    .linear(outputs: 2),
                ]
            )
        }
    }
}
