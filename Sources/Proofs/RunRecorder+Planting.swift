public import Digests
import Tensors
public import Training

extension RunRecorder {
    /// Makes the same run once more with one segment wrong on purpose (rule C3): it moves only half
    /// as far as it should, and everything after it follows from there.
    ///
    /// Half of a segment's displacement is far above every threshold and shows nowhere but in a
    /// replay of this one segment. Throws what ``run(progress:keep:)`` throws, and what `read` does.
    ///
    /// - Parameters:
    ///   - segment: one that ends in a checkpoint.
    ///   - proof: the right run.
    ///   - read: gives the bytes of a checkpoint.
    ///   - keep: called with each checkpoint that the right run does not have.
    public mutating func runAgain(
        planting segment: Int,
        in proof: Proof,
        reading read: (Digest) throws -> [UInt8],
        keep: (Checkpoint) throws -> Void
    ) throws -> RecordedRun {
        let model = specification.model
        let start = try Checkpoint(bytes: read(proof.checkpoints[segment]), of: specification).state
        let end = try Checkpoint(bytes: read(proof.checkpoints[segment + 1]), of: specification)
            .state
        let halfway = try Checkpoint(
            of: ModelState(
                model: model,
                parameters: zip(start.parameters, end.parameters).map(Self.mean),
                slots: end.slots,
                step: end.step
            ),
            model: model
        )
        try keep(halfway)
        let moved = try Distance(
            between: start.parameterVector,
            and: halfway.state.parameterVector
        )
        let planted = SegmentRecord(
            segment: segment,
            checkpoint: halfway.digest,
            displacement: PartsPerTrillion(roundingUp: moved.l2),
            loss: proof.losses[segment]
        )
        let before = proof.records.prefix(segment)
        try resume(after: before + [planted], checkpoint: halfway.bytes)
        // An environment of its own would tell at a glance which of the two was planted.
        return try run(stating: proof.environment) { checkpoint, _ in try keep(checkpoint) }
    }

    private static func mean(_ one: Tensor, _ other: Tensor) throws(TensorError) -> Tensor {
        try Tensor(
            shape: one.shape,
            elements: zip(one.elements, other.elements).map { $0 + ($1 - $0) / 2 }
        )
    }
}

extension Proof {
    /// The segments that end in a checkpoint, as they were recorded.
    var records: [SegmentRecord] {
        losses.indices.map { segment in
            SegmentRecord(
                segment: segment,
                checkpoint: checkpoints[segment + 1],
                displacement: displacements[segment],
                loss: losses[segment]
            )
        }
    }
}
