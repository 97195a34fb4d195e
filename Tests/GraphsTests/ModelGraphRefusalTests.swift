import Graphs
import JSON
import Testing

struct ModelGraphRefusalTests {
    /// What is wrong, where, and a word of what is said of it.
    struct Refusal: Sendable {
        let parameters: [String]
        let nodes: [String]
        var output = "scores"
        var input = "4"
        var loss = "crossEntropy"
        let pointer: String
        let word: String
    }

    private static let shapes = [
        Refusal(
            parameters: [GraphText.weight("w", "[2, 3]")],
            nodes: [GraphText.scores],
            pointer: "/graph/nodes/0",
            word: #""scores" do not fit together: [1, 4], [2, 3]"#
        ),
        Refusal(
            parameters: [GraphText.weight()],
            nodes: [
                GraphText.node("x", "reshape", "input", settings: #"{"extents": [1, 4]}"#),
                GraphText.node("scores", "productTransposedRight", "x", "w"),
            ],
            pointer: "/graph/nodes/0",
            word: "a batch of 2 samples"
        ),
        Refusal(
            parameters: [GraphText.weight()],
            nodes: [GraphText.node("scores", "product", "w", "w")],
            pointer: "/graph/nodes/0",
            word: "\"input\""
        ),
        Refusal(
            parameters: [GraphText.weight()],
            nodes: [
                GraphText.scores,
                GraphText.node("row", "reshape", "scores", settings: #"{"extents": [-1]}"#),
            ],
            output: "row",
            pointer: "/graph/nodes/1",
            word: "[samples, classes]"
        ),
        Refusal(
            parameters: [GraphText.weight("w", "[4, 4]")],
            nodes: [
                GraphText.scores, GraphText.node("x", "sum", "scores", settings: #"{"axis": 1}"#),
            ],
            output: "x",
            loss: "reconstruction",
            pointer: "/graph/nodes/1",
            word: "[samples, 4]"
        ),
        Refusal(
            parameters: [GraphText.weight("w", "[4, 4]")],
            nodes: [
                GraphText.node("h", "product", "input", "w"), GraphText.node("i", "indices", "h"),
                GraphText.node("scores", "gather", "w", "i"),
            ],
            pointer: "/graph/nodes/1",
            word: "those of the samples only"
        ),
        Refusal(
            parameters: [GraphText.weight("w", "[4, 4]")],
            nodes: [GraphText.node("scores", "gather", "w", "input")],
            pointer: "/graph/nodes/0",
            word: "indices"
        ),
        Refusal(
            parameters: [GraphText.weight("w", "[16384, 16385]"), GraphText.weight("v", "[2, 4]")],
            nodes: [GraphText.scores],
            pointer: "/graph/parameters/1",
            word: "unused parameter \"v\""
        ),
    ]

    private static let names = [
        Refusal(
            parameters: [GraphText.weight("weight")],
            nodes: [GraphText.node("scores", "productTransposedRight", "input", "weigth")],
            pointer: "/graph/nodes/0/inputs/1",
            word: "perhaps \"weight\""
        ),
        Refusal(
            parameters: [GraphText.weight()],
            nodes: [GraphText.scores],
            output: "score",
            pointer: "/graph/output",
            word: "perhaps \"scores\""
        ),
        Refusal(
            parameters: [GraphText.weight()],
            nodes: [GraphText.scores, GraphText.node("w", "relu", "scores")],
            output: "w",
            pointer: "/graph/nodes/1/name",
            word: "nothing has yet"
        ),
        Refusal(
            parameters: [GraphText.weight("input")],
            nodes: [GraphText.scores],
            pointer: "/graph/parameters/0/name",
            word: "nothing has yet"
        ),
        Refusal(
            parameters: [GraphText.weight("momentum.w")],
            nodes: [GraphText.scores],
            pointer: "/graph/parameters/0/name",
            word: "checkpoints"
        ),
        Refusal(
            parameters: [GraphText.weight("step")],
            nodes: [GraphText.scores],
            pointer: "/graph/parameters/0/name",
            word: "checkpoints"
        ),
        Refusal(
            parameters: [GraphText.weight("__metadata__")],
            nodes: [GraphText.scores],
            pointer: "/graph/parameters/0/name",
            word: "letter"
        ),
        Refusal(
            parameters: [GraphText.weight()],
            nodes: [GraphText.scores, GraphText.node("idle", "relu", "input")],
            pointer: "/graph/nodes/1",
            word: "unused node \"idle\""
        ),
        Refusal(
            parameters: [GraphText.weight(), GraphText.weight("idle")],
            nodes: [GraphText.scores],
            pointer: "/graph/parameters/1",
            word: "unused parameter \"idle\""
        ),
        Refusal(
            parameters: [GraphText.weight()],
            nodes: [
                GraphText.node("h", "layerNorm", "input", "w", "w"),
                GraphText.node("scores", "relu", "h.1"),
            ],
            pointer: "/graph/nodes/1/inputs/0",
            word: "earlier node"
        ),
    ]

    @Test(arguments: shapes + names + operators + loops)
    func `what is wrong is refused at its node`(refusal: Refusal) throws {
        let text = GraphText.description(
            refusal.parameters,
            refusal.nodes,
            output: refusal.output,
            input: refusal.input,
            loss: refusal.loss
        )
        let error = #expect(throws: JSONDecodingError.self) { try GraphText.model(text) }
        #expect(error?.pointer == refusal.pointer, "\(String(describing: error))")
        #expect(error?.description.contains(refusal.word) == true, "\(String(describing: error))")
    }
}
