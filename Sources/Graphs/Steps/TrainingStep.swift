public import JSON
import Tensors

/// The computation of a model's loss for a batch: from the samples to the scores and the mean loss.
public struct ForwardPass: Sendable {
    /// The model.
    public let model: Model
    /// The number of samples of a batch.
    public let batchSize: Int
    package let program: Program
    package let ends: Ends

    /// Unrolls the pass.
    public init(model: Model, batchSize: Int) throws(GraphError) {
        let (builder, ends) = try model.graph(batchSize: batchSize, isTraining: false)
        self.model = model
        self.batchSize = batchSize
        self.ends = ends
        program = Program(graph: builder.graph, keeping: [ends.loss, ends.scores])
    }

    /// The work of one pass.
    public var work: Work { program.work }

    /// The bytes that a pass on so many threads holds.
    public func memoryByteCount(threads: Int) -> Int64 { program.memoryByteCount(threads: threads) }

    /// Where a model's graph begins and ends.
    package struct Ends: Sendable {
        /// The features of the samples.
        package let features: Graph.ValueID
        /// The classes of the samples; nothing if the loss reads none.
        package let labels: Graph.ValueID?
        /// The scores of the classes, one row a sample or position.
        package let scores: Graph.ValueID
        /// The mean loss of the batch.
        package let loss: Graph.ValueID
    }
}

/// One training step of a model, unrolled: forward, backward, update.
public struct TrainingStep: Sendable {
    /// The model that is trained.
    public let model: Model
    /// The number of samples that are computed at once.
    public let batchSize: Int
    /// How gradients change parameters.
    public let method: UpdateMethod
    package let program: Program
    package let ends: ForwardPass.Ends
    /// The mean gradient of each parameter, in the order of the model's; nothing for what is not
    /// trained.
    package let gradients: [Graph.ValueID?]
    /// The nodes of one batch, up to its gradients; the update follows when all batches have passed.
    package let batchNodeCount: Int

    /// Where the gradients of several batches are added up.
    package let accumulated: [Graph.ValueID]

    /// The graph.
    package var graph: Graph { program.graph }

    /// Unrolls one step.
    ///
    /// - Parameter batchSize: the samples that are computed at once: those of the step, divided by
    ///   the batches whose gradients `method` adds up.
    public init(
        model: Model,
        batchSize: Int,
        method: UpdateMethod = UpdateMethod()
    ) throws(GraphError) {
        var (builder, ends) = try model.graph(batchSize: batchSize, isTraining: true)
        let trained = zip(model.parameters, builder.values).filter(\.0.isTrained).map(\.1)
        let byValue = try builder.graph.appendGradients(of: ends.loss, by: trained)
        var gradients: [Graph.ValueID?] = []
        for (parameter, value) in zip(model.parameters, builder.values) {
            guard parameter.isTrained else {
                gradients.append(nil)
                continue
            }
            guard let gradient = byValue[value] else { throw .noGradient(node: parameter.name) }
            gradients.append(gradient)
        }
        var update = UpdateBuilder(graph: builder.graph, model: model, values: builder.values)
        try update.accumulate(&gradients, batches: method.batches)
        accumulated = method.batches > 1 ? gradients.compactMap { $0 } : []
        batchNodeCount = update.graph.nodes.count
        try update.append(gradients, method: method)
        self.model = model
        self.batchSize = batchSize
        self.method = method
        self.ends = ends
        self.gradients = gradients
        program = Program(graph: update.graph, keeping: [ends.loss] + gradients.compactMap { $0 })
    }

    /// The work of one step.
    public var work: Work {
        var batch = Work()
        for (node, cost) in zip(program.graph.nodes, program.costs).prefix(batchNodeCount) {
            batch.add(node.operator.kind, cost)
        }
        let others = batch.repeated(Int64(method.batches - 1)) ?? .largest
        var work = program.work.followed(by: others)
        work.parameters = Int64(model.parameterCount)
        return work
    }

    /// The bytes that a step on so many threads holds.
    public func memoryByteCount(threads: Int) -> Int64 { program.memoryByteCount(threads: threads) }
}

/// How the gradients of a step's batches change the parameters.
public struct UpdateMethod: Hashable, Sendable {
    /// The rule.
    public let rule: UpdateRule
    /// The most that the norm of all gradients together may be; longer ones are shortened to it.
    public let normMax: DecimalNumber?
    /// The batches whose gradients are added up before a step.
    public let batches: Int

    /// A method; gradient descent with momentum unless told otherwise.
    public init(rule: UpdateRule = .momentum, normMax: DecimalNumber? = nil, batches: Int = 1) {
        precondition(batches >= 1, "a step has a batch")
        self.rule = rule
        self.normMax = normMax
        self.batches = batches
    }
}
