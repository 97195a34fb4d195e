/// Which segments of a proof a verifier replays.
public struct VerificationPlan: Hashable, Sendable {
    /// The segments that a beacon drew after the proof was appended (rule V2).
    public let drawn: [Int]
    /// The segments with the largest stated displacements; of equal ones the earlier.
    public let largest: [Int]
    /// The last segment of a run that ended early: it must show why.
    public let final: Int?

    /// A plan for a proof.
    ///
    /// - Parameters:
    ///   - drawn: the segments that were drawn; those the proof does not have are left out.
    ///   - largestCount: how many of the largest displacements are replayed in addition.
    public init(for proof: Proof, drawn: [Int], largestCount: Int) {
        precondition(largestCount >= 0, "a count of segments cannot be negative")
        self.drawn = drawn.filter { (0..<proof.segmentCount).contains($0) }
        let byDisplacement = proof.displacements.enumerated().sorted { left, right in
            (right.element, left.offset) < (left.element, right.offset)
        }
        largest = byDisplacement.prefix(largestCount).map(\.offset)
            .filter { $0 < proof.segmentCount }
        final = proof.outcome == .completed ? nil : proof.segmentCount - 1
    }

    /// All segments to replay, each once, in ascending order.
    public var segments: [Int] {
        Set(drawn + largest + (final.map { [$0] } ?? [])).sorted()
    }

    /// A plan that replays every segment.
    public static func all(of proof: Proof) -> VerificationPlan {
        VerificationPlan(for: proof, drawn: Array(0..<proof.segmentCount), largestCount: 0)
    }
}
