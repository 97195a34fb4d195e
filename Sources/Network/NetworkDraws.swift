public import Digests

/// The draws by which beacons decide (rule V2); pure functions, so that everybody can repeat them.
///
/// Each seed starts with a label and a zero byte. Secrets are their byte count as eight
/// little-endian bytes and then the bytes.
public enum NetworkDraws {
    /// The seed that draws the segments a verifier must replay:
    /// `"assay/segments/v1" 0 network event secret beacon`.
    public static func segmentSeed(
        network: Digest,
        proof event: Digest,
        secret: [UInt8],
        beacon: Digest
    ) -> Digest {
        var builder = DigestBuilder()
        builder.update(label: "assay/segments/v1")
        builder.update(network)
        builder.update(event)
        builder.update(UInt64(secret.count))
        builder.update(secret)
        builder.update(beacon)
        return builder.finalize()
    }

    /// The segments that a seed draws, in ascending order; all of them if there are not as many.
    public static func segments(seed: Digest, drawn count: Int64, of segments: Int64) -> [Int64] {
        var draws = Draws(seed: seed)
        let total = Int(clamping: max(0, segments))
        return draws.sample(Int(clamping: max(0, count)), of: total).map(Int64.init)
    }

    /// Whether a solver must designate its wrong result (rule C3):
    /// `SHA-256("assay/forced/v1" 0 network event secret beacon)` draws below the given chance.
    public static func isForced(
        network: Digest,
        proof event: Digest,
        secret: [UInt8],
        beacon: Digest,
        perMillion: Int64
    ) -> Bool {
        var builder = DigestBuilder()
        builder.update(label: "assay/forced/v1")
        builder.update(network)
        builder.update(event)
        builder.update(UInt64(secret.count))
        builder.update(secret)
        builder.update(beacon)
        var draws = Draws(seed: builder.finalize())
        return Int64(draws.next(below: 1_000_000)) < perMillion
    }

    /// The segment in which a solver with this secret plants its error (rule C3):
    /// `SHA-256("assay/planted/v1" 0 task secret)` draws one of them.
    public static func plantedSegment(
        task: TaskID,
        secret: [UInt8],
        of segments: Int64
    ) -> Int64 {
        var builder = DigestBuilder()
        builder.update(label: "assay/planted/v1")
        builder.update(task.digest)
        builder.update(UInt64(secret.count))
        builder.update(secret)
        var draws = Draws(seed: builder.finalize())
        return Int64(draws.next(below: UInt64(max(1, segments))))
    }

    /// The seed that assigns blocks of a round to a participant (rule R2):
    /// `"assay/block/v1" 0 network round participant beacon`.
    public static func blockSeed(
        network: Digest,
        round: RoundID,
        participant: ParticipantID,
        beacon: Digest
    ) -> Digest {
        var builder = DigestBuilder()
        builder.update(label: "assay/block/v1")
        builder.update(network)
        builder.update(round.digest)
        builder.update(participant.digest)
        builder.update(beacon)
        return builder.finalize()
    }

    /// The seed that draws verifiers or whistleblowers: `label 0 network event attempt beacon`.
    static func lotSeed(
        label: String,
        network: Digest,
        event: Digest,
        attempt: Int,
        beacon: Digest
    ) -> Digest {
        var builder = DigestBuilder()
        builder.update(label: label)
        builder.update(network)
        builder.update(event)
        builder.update(UInt64(attempt))
        builder.update(beacon)
        return builder.finalize()
    }
}

/// Somebody who may be drawn, with the deposit that weighs (rule V1).
struct Candidate: Hashable, Sendable {
    let participant: ParticipantID
    let weight: Credits

    /// Draws one of several candidates in proportion to their deposits; where nobody has deposited
    /// anything, as in a reputation-only network, all weigh the same.
    ///
    /// - Complexity: O(candidates).
    static func draw(_ candidates: [Candidate], from draws: inout Draws) -> Candidate? {
        guard let last = candidates.last else { return nil }
        // The deposits are part of what was minted, a quarter of what an integer can hold.
        let total = candidates.reduce(0) { $0 + $1.weight }
        guard total > 0 else {
            return candidates[Int(draws.next(below: UInt64(candidates.count)))]
        }
        var remaining = Credits(draws.next(below: UInt64(total)))
        for candidate in candidates {
            guard remaining >= candidate.weight else { return candidate }
            remaining -= candidate.weight
        }
        return last
    }
}
