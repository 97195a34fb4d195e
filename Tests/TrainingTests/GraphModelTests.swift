import Digests
import Graphs
import JSON
import Tensors
import Testing
import Training

/// Models written twice, as layers and as graphs with the same names.
struct GraphModelTests {
    /// A pair of descriptions.
    struct Pair: Sendable {
        let layers: String
        let graph: String
        var input = "6"
        var loss = "crossEntropy"

        func models() throws -> (layers: Model, graph: Model) {
            func model(_ member: String) throws -> Model {
                let text = #"{"input": \#(input), \#(member), "loss": "\#(loss)"}"#
                return try Model(json: JSONReader(JSONValue(parsing: text)))
            }
            return (try model(#""layers": \#(layers)"#), try model(#""graph": \#(graph)"#))
        }
    }

    private static func parameter(
        _ name: String,
        _ shape: String,
        _ initial: String,
        isTrained: Bool = true
    ) -> String {
        """
        {"name": "\(name)", "shape": \(shape), "initial": {\(initial)}, "trained": \(isTrained)}
        """
    }

    private static func node(
        _ name: String,
        _ operation: String,
        _ inputs: String,
        _ settings: String = ""
    ) -> String {
        let inputs = inputs.split(separator: " ").map { "\"\($0)\"" }.joined(separator: ", ")
        return """
            {"name": "\(name)", "operator": "\(operation)", "inputs": [\(inputs)],
             "settings": {\(settings)}}
            """
    }

    private static func graph(_ parameters: [String], _ nodes: [String], _ output: String) -> String
    {
        """
        {"parameters": [\(parameters.joined(separator: ", "))],
         "nodes": [\(nodes.joined(separator: ", "))], "output": "\(output)"}
        """
    }

    static let pairs = [
        Pair(
            layers: """
                [{"linear": 8}, {"relu": {}}, {"dropout": "0.2"}, {"linear": 8}, {"dropout": "0.1"},
                 {"linear": 3}]
                """,
            graph: graph(
                [
                    parameter("layers.0.weight", "[8, 6]", #""fanIn": 6"#),
                    parameter("layers.0.bias", "8", #""fanIn": 6"#),
                    parameter("layers.3.weight", "[8, 8]", #""fanIn": 8"#),
                    parameter("layers.3.bias", "8", #""fanIn": 8"#),
                    parameter("layers.5.weight", "[3, 8]", #""fanIn": 8"#),
                    parameter("layers.5.bias", "3", #""fanIn": 8"#),
                ],
                [
                    node("a", "productTransposedRight", "input layers.0.weight"),
                    node("b", "addBias", "a layers.0.bias"), node("c", "relu", "b"),
                    node("d", "dropout", "c", #""amount": "0.2""#),
                    node("e", "productTransposedRight", "d layers.3.weight"),
                    node("f", "addBias", "e layers.3.bias"),
                    node("g", "dropout", "f", #""amount": "0.1""#),
                    node("h", "productTransposedRight", "g layers.5.weight"),
                    node("i", "addBias", "h layers.5.bias"),
                ],
                "i"
            )
        ),
        Pair(
            layers: """
                [{"convolution": {"outputs": 2, "window": 2, "padding": 1}}, {"batchNorm": {}},
                 {"gelu": {}}, {"maxPool": {"window": 2}}, {"flatten": {}}, {"linear": 3}]
                """,
            graph: graph(
                [
                    parameter("layers.0.weight", "[2, 1, 2, 2]", #""fanIn": 4"#),
                    parameter("layers.0.bias", "2", #""fanIn": 4"#),
                    parameter("layers.1.weight", "2", #""constant": "1""#),
                    parameter("layers.1.bias", "2", #""constant": "0""#),
                    parameter("layers.1.runningMean", "2", #""constant": "0""#, isTrained: false),
                    parameter(
                        "layers.1.runningVariance",
                        "2",
                        #""constant": "1""#,
                        isTrained: false
                    ),
                    parameter("layers.5.weight", "[3, 4]", #""fanIn": 4"#),
                    parameter("layers.5.bias", "3", #""fanIn": 4"#),
                ],
                [
                    node(
                        "a",
                        "convolution",
                        "input layers.0.weight layers.0.bias",
                        #""window": {"height": 2, "width": 2, "padding": 1}"#
                    ),
                    node(
                        "b",
                        "batchNorm",
                        "a layers.1.weight layers.1.bias layers.1.runningMean layers.1.runningVariance",
                        #""amount": "0.1""#
                    ),
                    node("c", "gelu", "b"),
                    node("d", "maxPool", "c", #""window": {"height": 2, "width": 2, "stride": 2}"#),
                    node("e", "reshape", "d", #""extents": [-1, 4]"#),
                    node("f", "productTransposedRight", "e layers.5.weight"),
                    node("g", "addBias", "f layers.5.bias"),
                ],
                "g"
            ),
            input: "[1, 2, 3]"
        ),
        Pair(
            layers: """
                [{"residual": [{"rmsNorm": {}}, {"linear": {"outputs": 6, "bias": false}}]},
                 {"repeat": {"limit": 3, "layers": [{"linear": {"outputs": 6, "bias": false}},
                  {"tanh": {}}]}},
                 {"while": {"limit": 4, "above": "0.02",
                   "layers": [{"linear": {"outputs": 6, "bias": false}}]}}]
                """,
            graph: graph(
                [
                    parameter("layers.0.layers.0.weight", "6", #""constant": "1""#),
                    parameter("layers.0.layers.1.weight", "[6, 6]", #""fanIn": 6"#),
                    parameter("layers.1.layers.0.weight", "[6, 6]", #""fanIn": 6"#),
                    parameter("layers.2.layers.0.weight", "[6, 6]", #""fanIn": 6"#),
                ],
                [
                    node("a", "rmsNorm", "input layers.0.layers.0.weight"),
                    node("b", "productTransposedRight", "a layers.0.layers.1.weight"),
                    node("c", "add", "input b"),
                    """
                    {"name": "d", "repeat": {"limit": 3, "start": "c", "output": "f", "nodes": [
                     \(node("e", "productTransposedRight", "d layers.1.layers.0.weight")),
                     \(node("f", "tanh", "e"))]}}
                    """,
                    """
                    {"name": "g", "while": {"limit": 4, "above": "0.02", "start": "d",
                     "output": "h",
                     "nodes": [\(node("h", "productTransposedRight", "g layers.2.layers.0.weight"))]}}
                    """,
                ],
                "g"
            ),
            loss: "reconstruction"
        ),
    ]

    private static func dataset() throws -> CommittedDataset {
        var random = Philox(seed: 21)
        return CommittedDataset(
            try Dataset(
                features: (0..<40 * 6).map { _ in random.nextUniform() },
                labels: (0..<40).map { Int32($0 % 3) },
                featureCount: 6
            )
        )
    }

    private static let optimizers = [
        #"{"sgd": {"learningRate": "0.05", "momentum": "0.9"}}"#,
        #"{"adamW": {"learningRate": "0.01", "weightDecay": "0.01", "normMax": "1"}}"#,
    ]

    @Test(arguments: pairs, optimizers)
    func `a graph that says what layers say trains to the same bits`(
        pair: Pair,
        optimizer: String
    ) throws {
        let dataset = try Self.dataset()
        func trained(_ model: Model) throws -> (digest: Digest, work: Int64, loss: Double) {
            let specification = try WorkSpecification(
                model: model,
                dataset: dataset.commitment,
                optimizer: Optimizer(json: JSONReader(JSONValue(parsing: optimizer))),
                batchSize: 8,
                batches: 2,
                steps: 12,
                checkpointInterval: 12
            )
            var trainer = try Trainer(
                specification: specification,
                dataset: dataset,
                seeds: RunSeeds(local: 5),
                execution: .standard
            )
            _ = try trainer.runSegment(to: 12)
            let evaluation = try Evaluation(
                model: model,
                parameters: trainer.state.parameters,
                on: dataset.dataset,
                execution: .standard
            )
            let checkpoint = try Checkpoint(of: trainer.state, model: model)
            let read = try Checkpoint(bytes: checkpoint.bytes, model: model)
            #expect(read.digest == checkpoint.digest)
            return (
                checkpoint.digest, try specification.workEstimate().flops, evaluation.loss
            )
        }
        let models = try pair.models()
        let (layers, graph) = (try trained(models.layers), try trained(models.graph))
        #expect(layers.digest == graph.digest)
        #expect(layers.work == graph.work)
        #expect(layers.loss == graph.loss)
    }
}
