public import Digests

/// The digests by which participants commit to what they will say later.
///
/// Each starts with a label and a zero byte, so that no commitment of one kind opens as another.
/// Integers are eight little-endian bytes, text is its length in UTF-8 bytes and then the bytes,
/// something that may be missing is a zero or one (as integers) and then, if there, the value.
public enum Commitments {
    /// How long a secret or a salt may be, in bytes: too short could be guessed.
    public static let saltByteCounts = 16...64

    /// The commitment to a secret: plainly its SHA-256.
    public static func secret(_ secret: [UInt8]) -> Digest {
        Digest(sha256: secret)
    }

    /// The commitment to one of two sealed results (rule C3):
    /// `"assay/result/v1" 0 proof finalCheckpoint salt solver`.
    public static func result(_ result: RunResult, salt: [UInt8], solver: ParticipantID) -> Digest {
        var builder = DigestBuilder()
        builder.update(label: "assay/result/v1")
        builder.update(result.proof)
        builder.update(result.finalCheckpoint)
        builder.update(UInt64(salt.count))
        builder.update(salt)
        builder.update(solver.digest)
        return builder.finalize()
    }

    /// The commitment to a challenge (rule C1):
    /// `"assay/challenge/v1" 0 kind task segment? found salt author`, where `found` is 0 and a
    /// digest or 1 and a distance.
    public static func challenge(
        target: ChallengeTarget,
        segment: Int64?,
        found: ReplayFound,
        salt: [UInt8],
        author: ParticipantID
    ) -> Digest {
        var builder = DigestBuilder()
        builder.update(label: "assay/challenge/v1")
        builder.update(text: target.kind)
        builder.update(target.task.digest)
        builder.update(UInt64(segment == nil ? 0 : 1))
        if let segment { builder.update(UInt64(bitPattern: segment)) }
        switch found {
        case .endHash(let endHash):
            builder.update(UInt64(0))
            builder.update(endHash)
        case .distance(let distance):
            builder.update(UInt64(1))
            builder.update(UInt64(bitPattern: distance))
        }
        builder.update(UInt64(salt.count))
        builder.update(salt)
        builder.update(author.digest)
        return builder.finalize()
    }

    /// The commitment to a contribution (rule R2):
    /// `"assay/contribution/v1" 0 round block name update samples value? salt author`.
    public static func contribution(
        round: RoundID,
        block: Int64,
        content: ContributionContent,
        salt: [UInt8],
        author: ParticipantID
    ) -> Digest {
        var builder = DigestBuilder()
        builder.update(label: "assay/contribution/v1")
        builder.update(round.digest)
        builder.update(UInt64(bitPattern: block))
        builder.update(text: content.name)
        builder.update(content.update)
        builder.update(UInt64(bitPattern: content.samples))
        builder.update(UInt64(content.value == nil ? 0 : 1))
        if let value = content.value { builder.update(value) }
        builder.update(UInt64(salt.count))
        builder.update(salt)
        builder.update(author.digest)
        return builder.finalize()
    }
}

extension DigestBuilder {
    /// Appends text as its length in UTF-8 bytes, then the bytes.
    mutating func update(text: String) {
        let bytes = Array(text.utf8)
        update(UInt64(bytes.count))
        update(bytes)
    }
}
