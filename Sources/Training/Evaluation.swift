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
    public init(
        model: Model,
        parameters: [Tensor],
        on dataset: Dataset,
        execution: Execution
    ) throws(TrainingError) {
        var correct = 0
        var loss = 0.0
        for start in stride(from: 0, to: dataset.count, by: Self.blockSize) {
            if Task.isCancelled { throw .cancelled(step: 0) }
            let block = start..<min(start + Self.blockSize, dataset.count)
            let result = try Self.block(
                block,
                model: model,
                parameters: parameters,
                dataset: dataset,
                execution: execution
            )
            correct += result.correct
            loss += Double(result.loss) * Double(block.count)
        }
        self.correct = correct
        self.samples = dataset.count
        self.loss = loss / Double(dataset.count)
    }

    private static func block(
        _ samples: Range<Int>,
        model: Model,
        parameters: [Tensor],
        dataset: Dataset,
        execution: Execution
    ) throws(TrainingError) -> (correct: Int, loss: Float) {
        let step = try TrainingStep.fitting(model: model, batchSize: samples.count)
        var executor = StepExecutor(step: step, on: execution)
        return try TrainingError.ofTensors { () throws(TensorError) in
            let batch = try dataset.batch(of: samples)
            let (scores, loss) = try executor.scores(of: batch, parameters: parameters)
            let places = try scores.largestPlaces()
            return (zip(places, batch.labels).count { $0 == $1 }, loss)
        }
    }
}

extension Dataset {
    /// The features as a matrix, one row a sample.
    package var featureMatrix: Tensor {
        get throws(TensorError) {
            try Tensor(rows: count, columns: featureCount, elements: features)
        }
    }

    /// Neighbouring samples as a batch.
    package func batch(of samples: Range<Int>) throws(TensorError) -> Batch {
        let values = features[samples.lowerBound * featureCount..<samples.upperBound * featureCount]
        return Batch(
            features: try Tensor(
                rows: samples.count,
                columns: featureCount,
                elements: Array(values)
            ),
            labels: labels[samples].map { Int($0) }
        )
    }
}
