public import Tensors

/// Runs a training step.
public struct StepExecutor: Sendable {
    /// The step that is run.
    public let step: TrainingStep
    private var runner: ProgramRunner

    /// An executor that has done nothing yet.
    public init(step: TrainingStep, on execution: Execution) {
        self.step = step
        runner = ProgramRunner(step.program, on: execution)
    }

    /// How operators are carried out.
    public var execution: Execution { runner.execution }

    /// The work done so far.
    public var metered: Work {
        var work = runner.metered
        work.parameters = Int64(step.model.parameterCount)
        return work
    }

    /// The bytes that the executor has allocated, besides the variables that it is given.
    package var allocatedByteCount: Int { runner.allocatedByteCount }

    /// Forgets the work done so far.
    public mutating func resetMeter() { runner.resetMeter() }

    /// Runs the whole step: changes the variables in place, and returns the mean loss of the samples
    /// before the change.
    ///
    /// - Parameters:
    ///   - batch: as many samples as the step's batches have together.
    ///   - variables: the parameters, then for each slot of the update's rule a tensor for each
    ///     parameter.
    /// - Throws: ``TensorError`` when a tensor's shape is not the graph's, or when a sample's label or
    ///   place is none of the model's; nothing is changed then.
    public mutating func run(
        _ batch: Batch,
        variables: inout [Tensor],
        settings: StepSettings
    ) throws(TensorError) -> Float {
        try check(variables, slots: step.method.rule.slots.count)
        let batches = step.method.batches
        runner.clear(step.accumulated)
        var loss: Float = 0
        var settings = settings
        for index in 0..<batches {
            let first = batch.samples.startIndex + index * step.batchSize
            // Each batch of a step has random numbers of its own.
            settings.part = index
            try pass(
                Batch(
                    features: batch.features,
                    labels: batch.labels,
                    samples: batch.samples[first..<first + step.batchSize]
                ),
                variables: &variables,
                settings: settings
            )
            loss = index == 0 ? runner.number(step.ends.loss) : loss + runner.number(step.ends.loss)
        }
        let rest = step.batchNodeCount..<step.graph.nodes.count
        runner.run(rest, variables: &variables, settings: settings)
        return batches == 1 ? loss : loss / Float(batches)
    }

    /// Runs the step up to the gradients of the batch's mean loss by the parameters, and returns
    /// them with that loss; no parameter is changed but averages.
    ///
    /// What is not trained has a gradient of zeros.
    public mutating func gradients(
        of batch: Batch,
        parameters: [Tensor]
    ) throws(TensorError) -> (gradients: [Tensor], loss: Float) {
        precondition(step.method.batches == 1, "the gradients of one batch")
        var variables = parameters
        try check(variables, slots: 0)
        try pass(batch, variables: &variables, settings: StepSettings())
        let gradients = zip(step.gradients, parameters).map { gradient, parameter in
            gradient.map { runner.tensor($0) } ?? Tensor(zeros: parameter.shape)
        }
        return (gradients, runner.number(step.ends.loss))
    }

    private mutating func pass(
        _ batch: Batch,
        variables: inout [Tensor],
        settings: StepSettings
    ) throws(TensorError) {
        try runner.write(batch, to: step.ends)
        runner.run(0..<step.batchNodeCount, variables: &variables, settings: settings)
    }

    private func check(_ variables: [Tensor], slots: Int) throws(TensorError) {
        try step.model.check(variables, groups: 1 + slots)
    }
}

/// Runs the pass from samples to scores and their loss.
public struct ForwardExecutor: Sendable {
    /// The pass that is run.
    public let pass: ForwardPass
    private var runner: ProgramRunner

    /// An executor that has done nothing yet.
    public init(pass: ForwardPass, on execution: Execution) {
        self.pass = pass
        runner = ProgramRunner(pass.program, on: execution)
    }

    /// The scores of the classes, one row a sample or position, and the mean loss.
    public mutating func scores(
        of batch: Batch,
        parameters: [Tensor]
    ) throws(TensorError) -> (scores: Tensor, loss: Float) {
        var variables = parameters
        try pass.model.check(variables, groups: 1)
        try runner.write(batch, to: pass.ends)
        let nodes = 0..<pass.program.graph.nodes.count
        runner.run(nodes, variables: &variables, settings: StepSettings())
        return (runner.tensor(pass.ends.scores), runner.number(pass.ends.loss))
    }

    /// The classes that the samples, or their positions, should have.
    public func labels(of batch: Batch) -> [Int32] {
        switch pass.model.loss {
        case .crossEntropy: batch.samples.map { batch.labels[$0] }
        case .nextToken:
            batch.samples.flatMap { sample in
                let width = pass.model.input
                return (1..<width).map { Int32(batch.features.elements[sample * width + $0]) }
            }
        case .reconstruction: []
        }
    }
}

extension Model {
    /// Refuses variables that are not so many groups of tensors of the parameters' shapes.
    fileprivate func check(_ variables: [Tensor], groups: Int) throws(TensorError) {
        let fits =
            variables.count == groups * parameters.count
            && variables.enumerated().allSatisfy { index, tensor in
                tensor.shape.dimensions == parameters[index % parameters.count].extents
            }
        guard fits else {
            throw .shapeMismatch(
                operation: "a step of a model",
                expected: "tensors of the parameters' shapes",
                got: variables.map(\.shape)
            )
        }
    }
}
