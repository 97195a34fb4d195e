public import Digests
import Graphs
public import Network
import Training

/// A specification that is complete, and the work that it asks for.
public struct SpecifiedWork: Sendable {
    /// One kind of operation of a run.
    public struct Operation: Sendable {
        /// Its name.
        public let kind: String
        /// How often it is applied in the whole run.
        public let count: Int64
    }

    let document: WorkSpecification
    /// One step, unrolled.
    let step: TrainingStep
    private let work: Work

    /// Unrolls a step, which takes seconds where a loop is long.
    init(_ specification: WorkSpecification) throws(GraphError) {
        document = specification
        step = try specification.step()
        work = try specification.workEstimate(of: step)
    }

    /// The digest of the specification.
    public var specification: Digest { document.digest }
    /// The data set's blob.
    public var dataset: Digest { document.dataset.blob }
    /// The most steps of the run.
    public var steps: Int64 { Int64(document.steps) }
    /// The steps between two checkpoints.
    public var checkpointInterval: Int64 { Int64(document.checkpointInterval) }
    /// Floating-point operations of a step.
    public var flopsPerStep: Int64 { work.flops / steps }
    /// Floating-point operations of the whole run.
    public var flops: Int64 { work.flops }
    /// Bytes read and written by the operators of the whole run.
    public var bytes: Int64 { work.bytes }
    /// The bytes of memory that a step takes on one thread.
    public var peakMemoryBytes: Int64 { work.peakMemoryBytes }
    /// The number of values that belong to the model.
    public var parameters: Int64 { work.parameters }
    /// How closely a re-execution must agree.
    public var mode: ReplayMode { document.mode == .exact ? .exact : .tolerant }

    /// The operations of the whole run, in order of name.
    public var operations: [Operation] {
        work.operations.map { Operation(kind: $0.key.rawValue, count: $0.value) }
            .sorted { $0.kind < $1.kind }
    }
}
