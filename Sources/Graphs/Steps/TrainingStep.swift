public import Tensors

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
    let batchNodeCount: Int

    /// Where the gradients of several batches are added up.
    let accumulated: [Graph.ValueID]

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

    /// About how many operations of a matrix product take as long as a step.
    public var effort: Double {
        let update = program.effort(of: batchNodeCount..<graph.nodes.count)
        return Double(method.batches) * program.effort(of: 0..<batchNodeCount) + update
    }

    /// The bytes of the parameters and their slots.
    public var stateByteCount: Int64 {
        Int64(4 * model.parameterCount * (1 + method.rule.slots.count))
    }

    /// The bytes that a step holds, those of the state among them.
    public func memoryByteCount(on execution: Execution) -> Int64 {
        program.memoryByteCount(on: execution)
    }
}
