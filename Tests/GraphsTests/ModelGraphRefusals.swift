// More of what models refuse as explicit graphs: operators and loops.

extension ModelGraphRefusalTests {
    static let operators = [
        Refusal(
            parameters: [GraphText.weight()],
            nodes: [GraphText.node("scores", "reluGradient", "input", "w")],
            pointer: "/graph/nodes/0/operator",
            word: "can be differentiated"
        ),
        Refusal(
            parameters: [GraphText.weight()],
            nodes: [GraphText.node("scores", "momentumUpdate", "w", "w", "w")],
            pointer: "/graph/nodes/0/operator",
            word: "can be differentiated"
        ),
        Refusal(
            parameters: [GraphText.weight()],
            nodes: [GraphText.node("scores", "meanSquaredError", "input", "w")],
            pointer: "/graph/nodes/0/operator",
            word: "\"loss\" adds it"
        ),
        Refusal(
            parameters: [GraphText.weight()],
            nodes: [GraphText.node("scores", "batchNormInference", "input", "w")],
            pointer: "/graph/nodes/0/operator",
            word: "batchNorm"
        ),
        Refusal(
            parameters: [GraphText.weight("w", "2"), GraphText.average("m")],
            nodes: [GraphText.node("scores", "batchNorm", "input", "w", "w", "m", "m")],
            pointer: "/graph/nodes/0",
            word: "\"amount\""
        ),
        Refusal(
            parameters: [GraphText.weight("w", "2"), GraphText.average("m")],
            nodes: [
                GraphText.node(
                    "scores",
                    "batchNorm",
                    "input",
                    "w",
                    "w",
                    "m",
                    "m",
                    settings: #"{"amount": "0.1"}"#
                )
            ],
            pointer: "/graph/nodes/0/inputs/3",
            word: "once"
        ),
        Refusal(
            parameters: [GraphText.weight("w", "2"), GraphText.average("m")],
            nodes: [
                GraphText.node(
                    "scores",
                    "batchNorm",
                    "input",
                    "w",
                    "w",
                    "m",
                    "w",
                    settings: #"{"amount": "0.1"}"#
                )
            ],
            pointer: "/graph/nodes/0/inputs/1",
            word: "no average"
        ),
        Refusal(
            parameters: [GraphText.weight()],
            nodes: [
                GraphText.node("h", "dropout", "input", settings: #"{"amount": "0.5", "from": 2}"#),
                GraphText.node("scores", "productTransposedRight", "h", "w"),
            ],
            pointer: "/graph/nodes/0/settings/from",
            word: "by itself"
        ),
        Refusal(
            parameters: [GraphText.weight(), GraphText.weight("bound", "[1, 2]")],
            nodes: [
                GraphText.node("h", "productTransposedRight", "input", "w"),
                GraphText.node("yes", "above", "bound", settings: #"{"amount": "0.1"}"#),
                GraphText.node("scores", "multiply", "h", "yes"),
            ],
            pointer: "/graph/parameters/1",
            word: "no node that reads it passes one"
        ),
        Refusal(
            parameters: [#"{"name": "w", "shape": 2, "initial": {"zeros": {}}}"#],
            nodes: [GraphText.scores],
            pointer: "/graph/parameters/0/initial",
            word: "\"fanIn\""
        ),
        Refusal(
            parameters: [
                #"{"name": "w", "shape": [2, 4], "initial": {"fanIn": 4}, "trained": false}"#
            ],
            nodes: [GraphText.scores],
            pointer: "/graph",
            word: "a parameter that is trained"
        ),
    ]

    private static func loop(_ settings: String) -> String {
        #"{"name": "loop", "repeat": {\#(settings)}}"#
    }

    static let loops = [
        Refusal(
            parameters: [GraphText.weight("w", "[4, 4]")],
            nodes: [
                loop(
                    """
                    "limit": 2, "start": "input", "output": "next", "nodes":
                     [\(GraphText.node("next", "product", "loop", "w")), \(GraphText.node("idle", "relu", "loop"))]
                    """
                )
            ],
            output: "loop",
            pointer: "/graph/nodes/0/repeat/nodes/1",
            word: "\"idle\""
        ),
        Refusal(
            parameters: [GraphText.weight("w", "[4, 4]")],
            nodes: [
                loop(
                    """
                    "limit": 2, "start": "input", "output": "next", "nodes":
                     [\(GraphText.node("next", "product", "loop", "w"))]
                    """
                ), GraphText.node("scores", "relu", "next"),
            ],
            pointer: "/graph/nodes/1/inputs/0",
            word: "\"next\""
        ),
        Refusal(
            parameters: [GraphText.weight("w", "[4, 3]")],
            nodes: [
                loop(
                    """
                    "limit": 2, "start": "input", "output": "next", "nodes":
                     [\(GraphText.node("next", "product", "loop", "w"))]
                    """
                )
            ],
            output: "loop",
            pointer: "/graph/nodes/0/repeat/nodes/0",
            word: "[1, 3], [4, 3]"
        ),
        Refusal(
            parameters: [GraphText.weight("w", "[4, 4]")],
            nodes: [
                loop(
                    """
                    "limit": 2000, "start": "input", "output": "next", "nodes":
                     [\(GraphText.node("next", "product", "loop", "w"))]
                    """
                )
            ],
            output: "loop",
            pointer: "/graph/nodes/0/repeat/limit",
            word: "1...1024"
        ),
        Refusal(
            parameters: [GraphText.weight("w", "[4, 4]")],
            nodes: [
                loop(
                    """
                    "limit": 1000, "start": "input", "output": "inner", "nodes":
                     [{"name": "inner", "repeat": {"limit": 1000, "start": "loop", "output": "same",
                       "nodes": [\(GraphText.node("same", "dropout", "inner"))]}}]
                    """
                ), GraphText.node("scores", "product", "loop", "w"),
            ],
            pointer: "/graph/nodes/0/repeat/nodes/0/repeat/nodes/0",
            word: "65536 nodes"
        ),
    ]
}
