import Graphs
import JSON
import Testing

struct ModelGraphRefusalTests {
    /// A graph that is wrong, where, and a word of what is said of it.
    struct Refusal: Sendable {
        var parameters = [Text.weight()]
        var nodes = [Text.scores]
        var output = "scores"
        var loss = "crossEntropy"
        let pointer: String
        let word: String
    }

    private typealias Text = GraphText

    private static let square = [Text.weight("w", "[4, 4]")]

    private static let shapes = [
        Refusal(
            parameters: [Text.weight("w", "[2, 3]")],
            pointer: "/graph/nodes/0",
            word: #""scores" do not fit together: [1, 4], [2, 3]"#
        ),
        Refusal(
            nodes: [
                Text.node("x", "reshape", "input", settings: #"{"extents": [1, 4]}"#),
                Text.node("scores", "productTransposedRight", "x", "w"),
            ],
            pointer: "/graph/nodes/0",
            word: "a batch of 2 samples"
        ),
        Refusal(
            nodes: [Text.node("scores", "product", "w", "w")],
            pointer: "/graph/nodes/0",
            word: "\"input\""
        ),
        Refusal(
            nodes: [
                Text.scores, Text.node("row", "reshape", "scores", settings: #"{"extents": [-1]}"#),
            ],
            output: "row",
            pointer: "/graph/nodes/1",
            word: "[samples, classes]"
        ),
        Refusal(
            parameters: square,
            nodes: [Text.scores, Text.node("x", "sum", "scores", settings: #"{"axis": 1}"#)],
            output: "x",
            loss: "reconstruction",
            pointer: "/graph/nodes/1",
            word: "[samples, 4]"
        ),
        Refusal(
            parameters: square,
            nodes: [
                Text.node("h", "product", "input", "w"), Text.node("i", "indices", "h"),
                Text.node("scores", "gather", "w", "i"),
            ],
            pointer: "/graph/nodes/1",
            word: "those of the samples only"
        ),
        Refusal(
            parameters: square,
            nodes: [Text.node("scores", "gather", "w", "input")],
            pointer: "/graph/nodes/0",
            word: "indices"
        ),
        Refusal(
            parameters: [Text.weight("w", "[16384, 16385]"), Text.weight("v", "[2, 4]")],
            pointer: "/graph/parameters/1",
            word: "unused parameter \"v\""
        ),
    ]

    private static let names = [
        Refusal(
            parameters: [Text.weight("weight")],
            nodes: [Text.node("scores", "productTransposedRight", "input", "weigth")],
            pointer: "/graph/nodes/0/inputs/1",
            word: "perhaps \"weight\""
        ),
        Refusal(output: "score", pointer: "/graph/output", word: "perhaps \"scores\""),
        Refusal(
            nodes: [Text.scores, Text.node("w", "relu", "scores")],
            output: "w",
            pointer: "/graph/nodes/1/name",
            word: "nothing has yet"
        ),
        Refusal(
            parameters: [Text.weight("input")],
            pointer: "/graph/parameters/0/name",
            word: "nothing has yet"
        ),
        Refusal(
            parameters: [Text.weight("momentum.w")],
            pointer: "/graph/parameters/0/name",
            word: "checkpoints"
        ),
        Refusal(
            parameters: [Text.weight("step")],
            pointer: "/graph/parameters/0/name",
            word: "checkpoints"
        ),
        Refusal(
            parameters: [Text.weight("sampleCount")],
            pointer: "/graph/parameters/0/name",
            word: "contributions"
        ),
        Refusal(
            parameters: [Text.weight("__metadata__")],
            pointer: "/graph/parameters/0/name",
            word: "letter"
        ),
        Refusal(
            nodes: [Text.scores, Text.node("idle", "relu", "input")],
            pointer: "/graph/nodes/1",
            word: "unused node \"idle\""
        ),
        Refusal(
            parameters: [Text.weight(), Text.weight("idle")],
            pointer: "/graph/parameters/1",
            word: "unused parameter \"idle\""
        ),
        Refusal(
            nodes: [
                Text.node("h", "layerNorm", "input", "w", "w"), Text.node("scores", "relu", "h.1"),
            ],
            pointer: "/graph/nodes/1/inputs/0",
            word: "earlier node"
        ),
    ]

    private static func batchNorm(_ mean: String, _ variance: String, _ settings: String) -> String
    {
        Text.node("scores", "batchNorm", "input", "w", "w", mean, variance, settings: settings)
    }

    private static let normalized = [Text.weight("w", "2"), Text.average("m")]

    private static let operators = [
        Refusal(
            nodes: [Text.node("scores", "reluGradient", "input", "w")],
            pointer: "/graph/nodes/0/operator",
            word: "can be differentiated"
        ),
        Refusal(
            nodes: [Text.node("scores", "momentumUpdate", "w", "w", "w")],
            pointer: "/graph/nodes/0/operator",
            word: "can be differentiated"
        ),
        Refusal(
            nodes: [Text.node("scores", "meanSquaredError", "input", "w")],
            pointer: "/graph/nodes/0/operator",
            word: "\"loss\" adds it"
        ),
        Refusal(
            nodes: [Text.node("scores", "batchNormInference", "input", "w")],
            pointer: "/graph/nodes/0/operator",
            word: "batchNorm"
        ),
        Refusal(
            parameters: normalized,
            nodes: [batchNorm("m", "m", "{}")],
            pointer: "/graph/nodes/0",
            word: "\"amount\""
        ),
        Refusal(
            parameters: normalized,
            nodes: [batchNorm("m", "m", #"{"amount": "0.1"}"#)],
            pointer: "/graph/nodes/0/inputs/3",
            word: "once"
        ),
        Refusal(
            parameters: normalized,
            nodes: [batchNorm("m", "w", #"{"amount": "0.1"}"#)],
            pointer: "/graph/nodes/0/inputs/1",
            word: "no average"
        ),
        Refusal(
            nodes: [
                Text.node("h", "dropout", "input", settings: #"{"amount": "0.5", "from": 2}"#),
                Text.node("scores", "productTransposedRight", "h", "w"),
            ],
            pointer: "/graph/nodes/0/settings/from",
            word: "by itself"
        ),
        Refusal(
            parameters: [Text.weight(), Text.weight("bound", "[1, 2]")],
            nodes: [
                Text.node("h", "productTransposedRight", "input", "w"),
                Text.node("yes", "above", "bound", settings: #"{"amount": "0.1"}"#),
                Text.node("scores", "multiply", "h", "yes"),
            ],
            pointer: "/graph/parameters/1",
            word: "no node that reads it passes one"
        ),
        Refusal(
            parameters: [#"{"name": "w", "shape": 2, "initial": {"zeros": {}}}"#],
            pointer: "/graph/parameters/0/initial",
            word: "\"fanIn\""
        ),
        Refusal(
            parameters: [
                #"{"name": "w", "shape": [2, 4], "initial": {"fanIn": 4}, "trained": false}"#
            ],
            pointer: "/graph",
            word: "a parameter that is trained"
        ),
    ]

    private static func loop(
        _ nodes: [String] = [Text.node("next", "product", "loop", "w")],
        name: String = "loop",
        limit: Int = 2,
        start: String = "input",
        output: String = "next"
    ) -> String {
        """
        {"name": "\(name)", "repeat": {"limit": \(limit), "start": "\(start)",
         "output": "\(output)", "nodes": [\(nodes.joined(separator: ", "))]}}
        """
    }

    private static let loops = [
        Refusal(
            parameters: square,
            nodes: [
                loop([Text.node("next", "product", "loop", "w"), Text.node("idle", "relu", "loop")])
            ],
            output: "loop",
            pointer: "/graph/nodes/0/repeat/nodes/1",
            word: "\"idle\""
        ),
        Refusal(
            parameters: square,
            nodes: [loop(), Text.node("scores", "relu", "next")],
            pointer: "/graph/nodes/1/inputs/0",
            word: "\"next\""
        ),
        Refusal(
            parameters: [Text.weight("w", "[4, 3]")],
            nodes: [loop()],
            output: "loop",
            pointer: "/graph/nodes/0/repeat/nodes/0",
            word: "[1, 3], [4, 3]"
        ),
        Refusal(
            parameters: square,
            nodes: [loop(limit: 2000)],
            output: "loop",
            pointer: "/graph/nodes/0/repeat/limit",
            word: "1...1024"
        ),
        Refusal(
            parameters: square,
            nodes: [
                loop(
                    [
                        loop(
                            [Text.node("same", "dropout", "inner")],
                            name: "inner",
                            limit: 1000,
                            start: "loop",
                            output: "same"
                        )
                    ],
                    limit: 1000,
                    output: "inner"
                ), Text.node("scores", "product", "loop", "w"),
            ],
            pointer: "/graph/nodes/0/repeat/nodes/0/repeat/nodes/0",
            word: "65536 nodes"
        ),
    ]

    @Test(arguments: shapes + names + operators + loops)
    func `what is wrong is refused at its node`(refusal: Refusal) throws {
        let text = GraphText.description(
            refusal.parameters,
            refusal.nodes,
            output: refusal.output,
            loss: refusal.loss
        )
        let error = #expect(throws: JSONDecodingError.self) { try GraphText.model(text) }
        #expect(error?.pointer == refusal.pointer, "\(String(describing: error))")
        #expect(error?.description.contains(refusal.word) == true, "\(String(describing: error))")
    }
}
