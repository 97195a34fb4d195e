public import Tensors

/// The settings of a step that no shape depends on.
public struct DescentSettings: Hashable, Sendable {
    /// How far a step goes along the momentum.
    public let learningRate: Float
    /// The share of the momentum that outlives a step.
    public let momentum: Float

    /// Settings.
    public init(learningRate: Float, momentum: Float) {
        self.learningRate = learningRate
        self.momentum = momentum
    }
}

/// Some samples, ready to be computed with.
public struct Batch: Sendable {
    /// The features, one row a sample.
    public let features: Tensor
    /// The class of each sample.
    public let labels: [Int]

    /// A batch.
    public init(features: Tensor, labels: [Int]) {
        self.features = features
        self.labels = labels
    }
}

/// Runs the nodes of a training step by the operators of Tensors, and meters them.
///
/// The meter adds up the costs that the estimate adds up, but only when a node has run, and takes
/// memory from the tensors that are there.
public struct StepExecutor: Sendable {
    /// The step that is run.
    public let step: TrainingStep
    /// How its operators are carried out.
    public let execution: Execution
    /// The work done so far.
    public private(set) var metered: Work

    private var computed: [Tensor?]
    private var liveByteCount: Int64 = 0

    /// An executor that has done nothing yet.
    public init(step: TrainingStep, on execution: Execution) {
        self.step = step
        self.execution = execution
        metered = Work()
        computed = Array(repeating: nil, count: step.graph.values.count)
        resetMeter()
    }

    /// Forgets the work done so far.
    public mutating func resetMeter() {
        metered = Work()
        metered.parameters = Int64(step.model.parameterCount)
    }

    /// Runs the whole step: changes parameters and momenta in place and returns the batch's mean
    /// loss before the change.
    ///
    /// Throws when a tensor's shape is not the graph's; the state is then half changed.
    public mutating func run(
        _ batch: Batch,
        parameters: inout [Tensor],
        momenta: inout [Tensor],
        settings: DescentSettings
    ) throws(TensorError) -> Float {
        begin(batch, parameters: parameters, momenta: momenta)
        for index in 0..<step.gradientNodeCount {
            _ = try run(node: index, batch, parameters: parameters)
        }
        for index in step.gradientNodeCount..<step.graph.nodes.count {
            let node = step.graph.nodes[index]
            guard case .parameter(let parameter) = step.graph.role(of: node.inputs[0]) else {
                preconditionFailure("an update changes a parameter")
            }
            try parameters[parameter].descend(
                along: value(node.inputs[2], batch, parameters),
                velocity: &momenta[parameter],
                learningRate: settings.learningRate,
                momentum: settings.momentum,
                on: execution
            )
            finish(node: index)
        }
        return loss
    }

    /// Runs the step up to the gradients of the batch's mean loss by the parameters, and returns
    /// them with that loss; nothing is changed.
    public mutating func gradients(
        of batch: Batch,
        parameters: [Tensor]
    ) throws(TensorError) -> (gradients: [Tensor], loss: Float) {
        begin(batch, parameters: parameters, momenta: [])
        for index in 0..<step.gradientNodeCount {
            _ = try run(node: index, batch, parameters: parameters)
        }
        return (step.gradients.map { value($0, batch, parameters) }, loss)
    }

    /// Runs the step up to the loss and returns the scores of the classes with the mean loss.
    public mutating func scores(
        of batch: Batch,
        parameters: [Tensor]
    ) throws(TensorError) -> (scores: Tensor, loss: Float) {
        begin(batch, parameters: parameters, momenta: [])
        var scores = batch.features
        for (index, node) in step.graph.nodes.enumerated() {
            // The scores are released once the loss is there, so they are taken just before.
            let isLoss = node.outputs.contains(step.loss)
            if isLoss { scores = value(step.scores, batch, parameters) }
            _ = try run(node: index, batch, parameters: parameters)
            if isLoss { break }
        }
        return (scores, loss)
    }

    private var loss: Float {
        guard let loss = computed[step.loss.index] else {
            preconditionFailure("the loss outlives the step")
        }
        return loss.elements[0]
    }

    private mutating func begin(_ batch: Batch, parameters: [Tensor], momenta: [Tensor]) {
        for index in computed.indices { computed[index] = nil }
        let elements =
            batch.features.count + batch.labels.count
            + (parameters + momenta).reduce(0) { $0 + $1.count }
        liveByteCount = Int64(4 * elements)
    }

    /// A value as a tensor; labels are none and are passed beside.
    private func value(
        _ id: Graph.ValueID,
        _ batch: Batch,
        _ parameters: [Tensor]
    ) -> Tensor {
        switch step.graph.role(of: id) {
        case .features:
            return batch.features
        case .parameter(let index):
            return parameters[index]
        case .computed:
            guard let tensor = computed[id.index] else {
                preconditionFailure("a value is computed before it is read")
            }
            return tensor
        case .labels, .momentum:
            preconditionFailure("labels and momenta are read by their own operators only")
        }
    }

    private mutating func run(
        node index: Int,
        _ batch: Batch,
        parameters: [Tensor]
    ) throws(TensorError) -> [Tensor] {
        let node = step.graph.nodes[index]
        func input(_ place: Int) -> Tensor { value(node.inputs[place], batch, parameters) }
        let outputs: [Tensor]
        switch node.operator {
        case .product:
            outputs = [try input(0).matrixProduct(with: input(1), on: execution)]
        case .productTransposedRight:
            outputs = [
                try input(0).matrixProduct(with: input(1), transposing: .right, on: execution)
            ]
        case .productTransposedLeft:
            outputs = [
                try input(0).matrixProduct(with: input(1), transposing: .left, on: execution)
            ]
        case .addBias:
            outputs = [try input(0).addingBias(input(1), on: execution)]
        case .relu:
            outputs = [input(0).rectified(on: execution)]
        case .reluGradient:
            outputs = [try input(0).rectifierGradient(upstream: input(1), on: execution)]
        case .softmaxCrossEntropy:
            let result = try input(0).softmaxCrossEntropy(labels: batch.labels, on: execution)
            outputs = [try Tensor(shape: Shape([]), elements: [result.loss]), result.probabilities]
        case .softmaxCrossEntropyGradient:
            outputs = [
                try input(0).softmaxCrossEntropyGradient(labels: batch.labels, on: execution)
            ]
        case .columnSums:
            outputs = [try input(0).columnSums(on: execution)]
        case .momentumUpdate:
            preconditionFailure("updates come after the gradients")
        }
        for (id, tensor) in zip(node.outputs, outputs) {
            computed[id.index] = tensor
            liveByteCount += tensor.shape.byteCount
        }
        finish(node: index)
        return outputs
    }

    private mutating func finish(node index: Int) {
        metered.add(step.graph.nodes[index].operator, step.costs[index])
        metered.peakMemoryBytes = max(metered.peakMemoryBytes, liveByteCount)
        for id in step.releases[index] {
            liveByteCount -= computed[id.index]?.shape.byteCount ?? 0
            computed[id.index] = nil
        }
    }
}
