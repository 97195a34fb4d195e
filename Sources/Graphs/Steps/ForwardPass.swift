public import Tensors

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

    /// About how many operations of a matrix product take as long as a pass.
    public var effort: Double { program.effort(of: program.graph.nodes.indices) }

    /// The bytes that a pass holds.
    public func memoryByteCount(on execution: Execution) -> Int64 {
        program.memoryByteCount(on: execution)
    }

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
