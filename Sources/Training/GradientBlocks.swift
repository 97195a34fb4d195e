import Graphs
import Tensors

/// Chosen samples in blocks of ``GradientSum/blockSize``, whose gradients are added up.
///
/// There is an executor for full blocks, and one for the last if it is shorter; a copy of one of them
/// has memory.
struct GradientBlocks {
    private let features: Tensor
    private let labels: [Int32]
    private let blocks: [Range<Int>]
    private var executors: [Int: StepExecutor] = [:]
    private var executor: StepExecutor?
    private let execution: Execution

    init(
        of samples: [Int],
        in dataset: Dataset,
        model: Model,
        execution: Execution
    ) throws(TrainingError) {
        let selected: Dataset
        do {
            selected = try dataset.selecting(samples)
        } catch {
            throw .dataset(error)
        }
        features = try TrainingError.ofTensors { () throws(TensorError) in
            try selected.featureMatrix
        }
        labels = selected.labels
        self.execution = execution
        let (count, size) = (samples.count, GradientSum.blockSize)
        blocks = stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
        for block in blocks where executors[block.count] == nil {
            executors[block.count] = try StepExecutor.fitting(
                model: model,
                batchSize: block.count,
                on: execution
            )
        }
    }

    /// The sums over all samples of the gradients and of the losses, after so many steps.
    mutating func sum(
        parameters: [Tensor],
        step: Int = 0
    ) throws(TrainingError) -> (gradients: [Tensor], loss: Double) {
        var sum: [Tensor] = []
        var loss = 0.0
        for block in blocks {
            if Task.isCancelled { throw .cancelled(step: step) }
            try TrainingError.ofTensors { () throws(TensorError) in
                let mean = try mean(of: block, parameters: parameters)
                loss += Double(mean.loss) * Double(block.count)
                let scaled = mean.gradients.map {
                    $0.scaled(by: Float(block.count), on: execution)
                }
                sum = try sum.adding(scaled, on: execution)
            }
        }
        return (sum, loss)
    }

    private mutating func mean(
        of block: Range<Int>,
        parameters: [Tensor]
    ) throws(TensorError) -> (gradients: [Tensor], loss: Float) {
        let batch = Batch(features: features, labels: labels, samples: Array(block)[...])
        if executor?.step.batchSize != block.count {
            executor = executors[block.count]
        }
        guard let mean = try executor?.gradients(of: batch, parameters: parameters) else {
            preconditionFailure("there is a step for the size of each block")
        }
        return mean
    }
}

extension [Tensor] {
    /// The sums of tensors in the same places; an empty array stands for zeros.
    func adding(
        _ others: [Tensor],
        on execution: Execution
    ) throws(TensorError) -> [Tensor] {
        if isEmpty { return others }
        var sums: [Tensor] = []
        for (tensor, other) in zip(self, others) {
            sums.append(try tensor.adding(other, on: execution))
        }
        return sums
    }
}
