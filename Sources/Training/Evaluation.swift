public import Graphs
public import Tensors

/// How well a model does on samples that it need not have seen.
public struct Evaluation: Hashable, Sendable {
    /// The samples that the model puts into their class.
    private let correct: Int
    /// Where the loss looks at every position: how many samples are right there, position by
    /// position.
    private let correctByPosition: [Int]
    /// All samples.
    public let samples: Int
    /// The mean loss.
    public let loss: Double

    /// Whether the model puts anything into a class.
    private let classifies: Bool

    /// The share of samples that the model puts into their class; nothing if it puts none into any.
    public var accuracy: Double? { classifies ? Double(correct) / Double(samples) : nil }

    /// That share, position by position.
    public var accuracyByPosition: [Double] {
        correctByPosition.map {
            Double($0) * Double(correctByPosition.count) / Double(samples)
        }
    }

    /// Samples are taken in blocks of this many, in their order.
    private static let blockSize = 256

    /// Evaluates parameters on a data set.
    ///
    /// Where the loss looks at every position of a sample, ``samples`` counts positions.
    public init(
        model: Model,
        parameters: [Tensor],
        on dataset: Dataset,
        execution: Execution
    ) throws(TrainingError) {
        let positions = model.loss == .nextToken ? model.input - 1 : 1
        var correct = Array(repeating: 0, count: positions)
        var compared = 0
        var loss = 0.0
        func executor(_ batchSize: Int) throws(TrainingError) -> ForwardExecutor {
            try ForwardExecutor.fitting(model: model, batchSize: batchSize, on: execution)
        }
        let features = try TrainingError.ofTensors { () throws(TensorError) in
            try dataset.featureMatrix
        }
        var forward = try executor(min(Self.blockSize, dataset.count))
        for start in stride(from: 0, to: dataset.count, by: Self.blockSize) {
            if Task.isCancelled { throw .cancelled(step: 0) }
            let block = Array(start..<min(start + Self.blockSize, dataset.count))
            let batch = Batch(features: features, labels: dataset.labels, samples: block[...])
            if forward.pass.batchSize != block.count { forward = try executor(block.count) }
            let (labels, places) = try TrainingError.ofTensors { () throws(TensorError) in
                let result = try forward.scores(of: batch, parameters: parameters)
                loss += Double(result.loss) * Double(block.count)
                // After the scores, which are refused where a sample's numbers are no labels.
                let labels = forward.labels(of: batch)
                return (labels, labels.isEmpty ? [] : try result.scores.largestPlaces())
            }
            for (row, (place, label)) in zip(places, labels).enumerated()
            where place == Int(label) {
                correct[row % positions] += 1
            }
            compared += labels.count
        }
        self.correct = correct.reduce(0, +)
        correctByPosition = model.loss == .nextToken ? correct : []
        classifies = model.loss != .reconstruction
        self.samples = model.loss == .reconstruction ? dataset.count : compared
        self.loss = loss / Double(dataset.count)
    }
}

extension Dataset {
    /// The features as a matrix, one row a sample.
    package var featureMatrix: Tensor {
        get throws(TensorError) {
            try Tensor(rows: count, columns: featureCount, elements: features)
        }
    }
}
