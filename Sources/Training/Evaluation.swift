public import Graphs
public import Tensors

/// How well a model does on samples that it need not have seen.
public struct Evaluation: Hashable, Sendable {
    /// The samples that the model puts into their class.
    public let correct: Int
    /// All samples.
    public let samples: Int
    /// The mean loss.
    public let loss: Double

    /// The share of samples that the model puts into their class.
    public var accuracy: Double { Double(correct) / Double(samples) }

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
        var correct = 0
        var compared = 0
        var loss = 0.0
        let features = try TrainingError.ofTensors { () throws(TensorError) in
            try dataset.featureMatrix
        }
        var executor: ForwardExecutor?
        for start in stride(from: 0, to: dataset.count, by: Self.blockSize) {
            if Task.isCancelled { throw .cancelled(step: 0) }
            let block = Array(start..<min(start + Self.blockSize, dataset.count))
            let batch = Batch(features: features, labels: dataset.labels, samples: block[...])
            if executor?.pass.batchSize != block.count {
                let pass = try ForwardPass.fitting(model: model, batchSize: block.count)
                executor = ForwardExecutor(pass: pass, on: execution)
            }
            let result = try TrainingError.ofTensors { () throws(TensorError) in
                let scores = try executor?.scores(of: batch, parameters: parameters)
                let labels = executor?.labels(of: batch) ?? []
                let places = labels.isEmpty ? [] : try scores?.scores.largestPlaces() ?? []
                let correct = zip(places, labels).count { $0 == Int($1) }
                return (correct, labels.count, Double(scores?.loss ?? .nan))
            }
            correct += result.0
            compared += result.1
            loss += result.2 * Double(block.count)
        }
        self.correct = correct
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
