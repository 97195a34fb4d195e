public import Digests
public import JSON
public import Training

/// What a run has recorded of one finished segment; with the last checkpoint's bytes, all that it
/// takes to resume.
public struct SegmentRecord: Hashable, Sendable {
    /// The segment, counted from 0.
    public let segment: Int
    /// The digest of the checkpoint at its end.
    public let checkpoint: Digest
    /// How far the parameters moved.
    public let displacement: PartsPerTrillion
    /// The mean loss of its steps.
    public let loss: PartsPerTrillion

    /// A record as it is stated.
    public init(
        segment: Int,
        checkpoint: Digest,
        displacement: PartsPerTrillion,
        loss: PartsPerTrillion
    ) {
        self.segment = segment
        self.checkpoint = checkpoint
        self.displacement = displacement
        self.loss = loss
    }
}

extension SegmentRecord: CanonicalDocument {
    /// This value as JSON.
    public var json: JSONValue {
        [
            "checkpoint": .string(checkpoint.hex),
            "displacement": displacement.json,
            "loss": loss.json,
            "segment": .integer(Int64(segment)),
        ]
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        checkpoint = try fields.required("checkpoint").digest()
        displacement = try fields.required("displacement").decode()
        loss = try fields.required("loss").decode()
        segment = Int(
            try fields.required("segment").integer(in: 0...Int64(WorkSpecification.segmentsMax))
        )
        try fields.finish()
    }
}
