public import Digests
public import JSON
package import Ledger
public import Network

/// What an identity must remember between two events of its own.
///
/// Everything is on disk before the event that relies on it is appended: a commitment that nobody
/// can open forfeits a deposit.
public final class NoteService: Sendable {
    private static let secretByteCount = 32
    private let store: NoteStore

    package init(_ store: NoteStore) {
        self.store = store
    }

    /// Makes a secret and gives the commitment to it.
    public func newSecret(of identity: Identity) throws -> Digest {
        let secret = Self.randomBytes()
        let commitment = Commitments.secret(secret)
        try store.write(secret, to: "secret-\(commitment.hex)")
        return commitment
    }

    /// The secret behind a commitment.
    ///
    /// - Throws: ``ServiceError/forgotten(_:)`` when it was not made in this home.
    public func secret(committedTo commitment: Digest) throws -> [UInt8] {
        guard let secret = try secretIfKnown(committedTo: commitment) else {
            throw ServiceError.forgotten("the secret committed to as \(commitment.hex)")
        }
        return secret
    }

    /// The secret behind a commitment, or nothing when it was not made in this home.
    public func secretIfKnown(committedTo commitment: Digest) throws -> [UInt8]? {
        let secret = try store.read("secret-\(commitment.hex)")
        return secret.flatMap { Commitments.secret($0) == commitment ? $0 : nil }
    }

    /// Forgets a secret that has been shown, or that no event commits to.
    public func forgetSecret(committedTo commitment: Digest) {
        forget("secret-\(commitment.hex)")
    }

    /// Forgets what a commitment was about, once that has been shown.
    public func forgetNote(committedTo commitment: Digest) {
        forget("commitment-\(commitment.hex)")
    }

    private func forget(_ name: String) {
        do throws(StorageError) {
            try store.remove(name)
        } catch {
            // What nobody asks for any more takes some bytes and does no harm.
        }
    }

    /// The seed from which a whistleblower draws segments of its own: nobody who plants an error
    /// can know where it will look (rule V2).
    public func auditSeed(
        of identity: Identity,
        for task: TaskID,
        in state: Network
    ) throws -> Digest {
        var builder = DigestBuilder()
        builder.update(label: "assay/audit/v1")
        builder.update(task.digest)
        if let enlistment = state.participants[identity.participant]?.whistleblower {
            builder.update(try secret(committedTo: enlistment.commitment))
        } else {
            builder.update(Self.randomBytes())
        }
        return builder.finalize()
    }

    /// Remembers that an audit of a verdict or profile has found nothing, so that the next one looks elsewhere.
    public func rememberAudit(of word: Digest, by identity: Identity) throws {
        try store.write(word.bytes, to: Self.auditName(of: word, by: identity))
    }

    /// Whether an audit of a verdict or profile has found nothing.
    public func hasAudited(_ word: Digest, by identity: Identity) throws -> Bool {
        try store.read(Self.auditName(of: word, by: identity)) != nil
    }

    private static func auditName(of word: Digest, by identity: Identity) -> String {
        var builder = DigestBuilder()
        builder.update(label: "assay/audited/v1")
        builder.update(word)
        builder.update(identity.participant.digest)
        return "audited-\(builder.finalize().hex)"
    }

    func remember(_ note: some JSONEncodable, committedTo commitment: Digest) throws {
        try store.write(note.json.canonicalBytes(), to: "commitment-\(commitment.hex)")
    }

    func recall<Note: JSONDecodable>(
        _ type: Note.Type,
        committedTo commitment: Digest
    ) throws -> Note {
        guard let bytes = try store.read("commitment-\(commitment.hex)") else {
            throw ServiceError.forgotten("what was committed to as \(commitment.hex)")
        }
        return try Note(json: JSONReader(JSONValue(parsing: bytes)))
    }

    static func randomBytes() -> [UInt8] {
        (0..<secretByteCount).map { _ in UInt8.random(in: .min ... .max) }
    }
}

/// A challenge before it is revealed.
public struct Doubt: Sendable, JSONEncodable, JSONDecodable {
    /// The verdict or profile in doubt.
    public let target: ChallengeTarget
    /// The segment or sample; nothing when a named check is doubted.
    public let segment: Int64?
    /// What the challenger's replay found.
    public let found: ReplayFound
    /// What keeps the commitment from being guessed.
    public let salt: [UInt8]

    /// A challenge with a salt of its own.
    package init(target: ChallengeTarget, segment: Int64?, found: ReplayFound) {
        self.target = target
        self.segment = segment
        self.found = found
        salt = NoteService.randomBytes()
    }

    /// Reads a note.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        target = try fields.required("target").decode()
        segment = try fields.optional("segment")?.decimal()
        found = try fields.required("found").decode()
        salt = try fields.salt()
        try fields.finish()
    }

    /// The note.
    public var json: JSONValue {
        [
            "target": target.json,
            "segment": .optional(segment.map { .string("\($0)") }),
            "found": found.json,
            "salt": .string(Hexadecimal.text(of: salt)),
        ]
    }

    /// What the challenger commits to.
    public func commitment(by author: ParticipantID) -> Digest {
        Commitments.challenge(
            target: target,
            segment: segment,
            found: found,
            salt: salt,
            author: author
        )
    }
}

/// A contribution before it is revealed.
public struct ContributionDraft: Sendable, JSONEncodable, JSONDecodable {
    /// The round.
    public let round: RoundID
    /// The block of samples.
    public let block: Int64
    /// The update and its name.
    public let content: ContributionContent
    /// What keeps the commitment from being guessed.
    public let salt: [UInt8]

    /// A contribution with a salt of its own.
    package init(round: RoundID, block: Int64, content: ContributionContent) {
        self.round = round
        self.block = block
        self.content = content
        salt = NoteService.randomBytes()
    }

    /// Reads a note.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        round = try fields.id("round")
        block = try fields.required("block").decimal()
        content = ContributionContent(
            name: try fields.required("name").string(),
            update: try fields.digest("update"),
            samples: try fields.required("samples").decimal()
        )
        salt = try fields.salt()
        try fields.finish()
    }

    /// The note.
    public var json: JSONValue {
        [
            "round": round.json,
            "block": .string("\(block)"),
            "name": .string(content.name),
            "update": .hash(content.update),
            "samples": .string("\(content.samples)"),
            "salt": .string(Hexadecimal.text(of: salt)),
        ]
    }

    /// What the author commits to.
    public func commitment(by author: ParticipantID) -> Digest {
        Commitments.contribution(
            round: round,
            block: block,
            content: content,
            salt: salt,
            author: author
        )
    }
}

extension NoteService {
    /// Remembers a challenge until it is revealed.
    public func remember(_ doubt: Doubt, by identity: Identity) throws {
        try remember(doubt, committedTo: doubt.commitment(by: identity.participant))
    }

    /// The challenge behind a commitment.
    public func doubt(committedTo commitment: Digest, by identity: Identity) throws -> Doubt {
        try recall(Doubt.self, committedTo: commitment)
    }

    /// Remembers a contribution until it is revealed.
    public func remember(_ draft: ContributionDraft, by identity: Identity) throws {
        try remember(draft, committedTo: draft.commitment(by: identity.participant))
    }

    /// The contribution behind a commitment.
    public func contribution(
        committedTo commitment: Digest,
        by identity: Identity
    ) throws -> ContributionDraft {
        try recall(ContributionDraft.self, committedTo: commitment)
    }
}

extension JSONObjectReader {
    /// The bytes that keep a commitment from being guessed.
    mutating func salt() throws(JSONDecodingError) -> [UInt8] {
        let reader = try required("salt")
        guard let salt = Hexadecimal.bytes(of: try reader.string()) else {
            throw reader.failure(expected: "hexadecimal digits")
        }
        return salt
    }
}
