import Digests
import Graphs
import JSON
import Tensors
import Training

/// The three kinds of model whose training must have the same bits everywhere.
enum GoldenModel: String, CaseIterable, Sendable {
    case perceptron
    case images
    case text

    /// How large the models are: small ones run in every test, on portable C too.
    enum Size: Sendable {
        case small
        case full
    }

    func model(_ size: Size) throws -> Model {
        try Model(json: JSONReader(JSONValue(parsing: description(size))))
    }

    private func description(_ size: Size) -> String {
        switch (self, size) {
        case (.perceptron, .small):
            """
            {"input": 36, "layers": [{"linear": 20}, {"relu": {}}, {"linear": 20}, {"tanh": {}},
             {"linear": 5}], "loss": "crossEntropy"}
            """
        case (.perceptron, .full):
            """
            {"input": 784, "layers": [{"linear": 512}, {"relu": {}}, {"linear": 512}, {"relu": {}},
             {"linear": 10}], "loss": "crossEntropy"}
            """
        case (.images, .small):
            """
            {"input": [1, 6, 6], "layers": [{"convolution": {"outputs": 4, "window": 3}},
             {"batchNorm": {}}, {"relu": {}}, {"maxPool": {"window": 2}}, {"flatten": {}},
             {"dropout": "0.2"}, {"linear": 5}], "loss": "crossEntropy"}
            """
        case (.images, .full):
            """
            {"input": [1, 28, 28], "layers": [{"convolution": {"outputs": 32, "window": 3}},
             {"relu": {}}, {"convolution": {"outputs": 64, "window": 3}}, {"relu": {}},
             {"maxPool": {"window": 2}}, {"flatten": {}}, {"linear": 128}, {"relu": {}},
             {"linear": 10}], "loss": "crossEntropy"}
            """
        case (.text, .small):
            transformer(blocks: 2, context: 9, width: 12, heads: 3, vocabulary: 11)
        case (.text, .full):
            transformer(blocks: 4, context: 128, width: 128, heads: 4, vocabulary: 96)
        }
    }

    private func transformer(
        blocks: Int,
        context: Int,
        width: Int,
        heads: Int,
        vocabulary: Int
    ) -> String {
        let block = """
            {"residual": [{"layerNorm": {}}, {"attention": {"heads": \(heads)}}]},
            {"residual": [{"layerNorm": {}}, {"linear": \(4 * width)}, {"gelu": {}},
             {"linear": \(width)}]},
            """
        return """
            {"input": \(context), "layers": [
             {"embedding": {"vocabulary": \(vocabulary), "width": \(width)}}, {"positions": {}},
             \(String(repeating: block, count: blocks))
             {"layerNorm": {}}, {"linear": \(vocabulary)}], "loss": "nextToken"}
            """
    }

    private var optimizer: String {
        switch self {
        case .perceptron: #"{"sgd": {"learningRate": "0.05", "momentum": "0.9"}}"#
        case .images: #"{"adam": {"learningRate": "0.001"}}"#
        case .text:
            """
            {"adamW": {"learningRate": "0.001", "weightDecay": "0.01", "normMax": "1",
             "schedule": {"cosine": {"steps": 100, "final": "0.1"}, "warmUp": 10}}}
            """
        }
    }

    /// The digest of the state after some steps on random samples.
    func digest(_ size: Size, steps: Int, on execution: Execution) throws -> String {
        let model = try model(size)
        let batchSize = size == .small ? 6 : self == .text ? 16 : self == .images ? 64 : 128
        var random = Philox(seed: 20_261_121)
        let samples = 4 * batchSize
        let places: UInt32 = size == .small ? 11 : 96
        let dataset = CommittedDataset(
            try Dataset(
                features: (0..<samples * model.input).map { _ in
                    self == .text ? Float(random.next(below: places)) : random.nextUniform()
                },
                labels: (0..<samples).map { _ in Int32(random.next(below: 5)) },
                featureCount: model.input
            )
        )
        let specification = try WorkSpecification(
            model: model,
            dataset: dataset.commitment,
            optimizer: Optimizer(json: JSONReader(JSONValue(parsing: optimizer))),
            batchSize: batchSize,
            batches: self == .text && size == .small ? 2 : 1,
            steps: steps,
            checkpointInterval: steps
        )
        var trainer = try Trainer(
            specification: specification,
            dataset: dataset,
            seeds: RunSeeds(initial: Digest(sha256: [1]), order: Digest(sha256: [2])),
            execution: execution
        )
        _ = try trainer.runSegment(to: steps)
        return try Checkpoint(of: trainer.state, model: model).digest.hex
    }
}
