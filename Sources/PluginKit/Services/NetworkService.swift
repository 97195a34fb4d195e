import Access
public import Digests
package import Ledger
public import Network
import Reputation
import Synchronization

/// The network's state, and the only way to change it: signed events.
public final class NetworkService: Sendable {
    private let keys: KeyStore
    private let blobs: BlobStore
    private let current: Mutex<Ledger?>
    private let awaiting = Mutex<[AsyncStream<Ledger>.Continuation]>([])
    let appendGuard = Mutex<AppendGuard?>(nil)

    /// A service over a key store, a blob store and, once there is a network, its ledger.
    package init(keys: KeyStore, blobs: BlobStore, ledger: Ledger?) {
        self.keys = keys
        self.blobs = blobs
        current = Mutex(ledger)
    }

    /// The ledger.
    ///
    /// - Throws: ``ServiceError/noNetwork`` before `network.create`.
    package var ledger: Ledger {
        get throws {
            guard let ledger = current.withLock({ $0 }) else { throw ServiceError.noNetwork }
            return ledger
        }
    }

    /// Whether there is a network already.
    package var exists: Bool { current.withLock { $0 != nil } }

    /// Starts the network of a home; of two callers at once the second is refused.
    ///
    /// - Throws: `LedgerError.networkExists` when there is one already.
    package func create(
        in home: Home,
        genesis: Genesis,
        limits: LedgerLimits
    ) throws -> Ledger {
        let ledger = try current.withLock { current in
            guard current == nil else { throw LedgerError.networkExists(path: home.path) }
            let ledger = try Ledger.create(in: home, genesis: genesis, limits: limits)
            current = ledger
            return ledger
        }
        for continuation in awaiting.withLock({ $0 }) { tell(continuation, of: ledger) }
        return ledger
    }

    /// The ledger, now or as soon as there is one; then the stream ends.
    package var created: AsyncStream<Ledger> {
        AsyncStream { continuation in
            awaiting.withLock { $0.append(continuation) }
            // Asked afterwards, so that no ledger is made unnoticed; a second word is not heard.
            if let ledger = current.withLock({ $0 }) { tell(continuation, of: ledger) }
        }
    }

    private func tell(_ continuation: AsyncStream<Ledger>.Continuation, of ledger: Ledger) {
        continuation.yield(ledger)
        continuation.finish()
    }

    /// The network as the last durable event left it.
    public var state: Network {
        get throws { try ledger.network }
    }

    /// The key of a name, if the call that is under way may sign with it.
    ///
    /// Every signature in a caller's name is made with an identity, and this is the only way to
    /// one: outside of a call, nobody is permitted anything.
    ///
    /// - Throws: ``ServiceError/notPermitted(identity:permitted:)``.
    public func identity(_ name: String) throws -> Identity {
        let permitted = Permission.current?.identities ?? .nothing
        guard permitted.contains(name) else {
            let names = permitted.elements?.sorted() ?? []
            throw ServiceError.notPermitted(identity: name, permitted: names)
        }
        return Identity(try keys.key(named: name))
    }

    /// Signs an event and appends it; returns when the disk has it.
    public func append(_ payload: Payload, as identity: Identity) async throws -> Appended {
        try await append([Statement(payload, by: identity.key)])
    }

    private func append(_ statements: [Statement]) async throws -> Appended {
        for statement in statements {
            try await admit(statement.payload, by: statement.author)
        }
        let receipt = try await ledger.submit(statements)
        return Appended(
            position: receipt.position,
            event: receipt.event,
            effects: receipt.effects
        )
    }

    /// Appends an event that cites blobs, after a custodian's word about those that nobody attests
    /// yet (rule L3).
    ///
    /// The embedded host is its own custodian: it attests what its blob store holds. Both come into
    /// the log together or not at all.
    ///
    /// - Throws: ``ServiceError/noCustodian`` when no custodian's key is in this key store, and
    ///   `BlobError` for what this host does not hold, or not whole.
    public func append(
        _ payload: Payload,
        citing blobs: [Digest],
        as identity: Identity
    ) async throws -> Appended {
        let state = try state
        let missing = Set(blobs.filter { state.blobs[$0] == nil }).sorted()
        guard !missing.isEmpty else { return try await append(payload, as: identity) }
        try await Computation.run(in: .files) {
            for blob in missing {
                try Task.checkCancellation()
                try self.blobs.check(blob)
            }
        }
        let custodian = try custodian(of: state)
        let attestations = Self.attestations(of: missing).map { Statement($0, by: custodian.key) }
        return try await append(attestations + [Statement(payload, by: identity.key)])
    }

    private static func attestations(of blobs: [Digest]) -> [Payload] {
        stride(from: 0, to: blobs.count, by: BlobAttest.countMax).map { start in
            let part = blobs[start..<min(start + BlobAttest.countMax, blobs.count)]
            return .blobAttest(BlobAttest(blobs: Array(part)))
        }
    }

    private func custodian(of state: Network) throws -> Identity {
        // Unless somebody wrote the genesis by hand it is the default one, of any number of keys.
        if let custodian = try custodian(named: Identity.defaultName, of: state) {
            return custodian
        }
        for name in try keys.names() {
            if let custodian = try custodian(named: name, of: state) { return custodian }
        }
        throw ServiceError.noCustodian
    }

    private func custodian(named name: String, of state: Network) throws -> Identity? {
        guard let key = try keys.keyIfAny(named: name) else { return nil }
        return state.genesis.custodians.contains(key.participant) ? Identity(key) : nil
    }

    /// The participant that a text means: a name in this key store, a public key, or the name of
    /// exactly one participant.
    public func participant(_ text: String) throws -> ParticipantID {
        let state = try state
        if let participant = ParticipantID(hex: text) {
            guard state.participants[participant] != nil else {
                throw ServiceError.unknownParticipant(text)
            }
            return participant
        }
        if let participant = try keys.keyIfAny(named: text)?.participant,
            state.participants[participant] != nil
        {
            return participant
        }
        let namesakes = state.participants.filter { $0.name == text }
        guard let first = namesakes.first else { throw ServiceError.unknownParticipant(text) }
        guard namesakes.count == 1 else { throw ServiceError.ambiguousParticipant(text) }
        return first.id
    }

    /// A task of the network.
    public func task(_ id: TaskID) throws -> TaskRecord {
        guard let task = try state.tasks[id] else { throw ServiceError.unknownTask(id) }
        return task
    }

    /// A round of the network.
    public func round(_ id: RoundID) throws -> RoundRecord {
        guard let round = try state.rounds[id] else { throw ServiceError.unknownRound(id) }
        return round
    }
}

/// An event that is in the log for good.
public struct Appended: Sendable {
    /// Its place in the log.
    public let position: Position
    /// Its name.
    public let event: Digest
    /// What it changed, with the arithmetic.
    public let effects: [Effect]
}

extension NetworkService {
    /// A challenge of the network.
    public func challenge(_ id: ChallengeID) throws -> ChallengeRecord {
        guard let challenge = try state.challenges[id] else {
            throw ServiceError.unknownChallenge(id)
        }
        return challenge
    }

    /// A claim of the network.
    public func claim(_ id: ClaimID) throws -> ClaimRecord {
        guard let claim = try state.claims[id] else { throw ServiceError.unknownClaim(id) }
        return claim
    }

    /// How far a dispute is.
    public func standing(of dispute: Dispute) throws -> DisputeStanding {
        if let standing = try state.standing(of: dispute) { return standing }
        switch dispute {
        case .challenge(let id): throw ServiceError.unknownChallenge(id)
        case .claim(let id): throw ServiceError.unknownClaim(id)
        }
    }

    /// The least deposit with which a participant may claim: none with enough reputation (rule R4).
    public func claimDeposit(of participant: ParticipantID) throws -> Credits {
        let state = try state
        let reputation = state.participants[participant]?.reputation ?? 0
        return reputation >= state.claimReputation ? 0 : state.parameters.claimDepositMinimum
    }

    /// Refuses a subject that the network does not have.
    public func check(_ subject: Subject) throws {
        switch subject {
        case .participant(let id): _ = try participant(id.hex)
        case .task(let id): _ = try task(id)
        case .challenge(let id): _ = try challenge(id)
        case .claim(let id): _ = try claim(id)
        case .round(let id): _ = try round(id)
        case .contribution(let id):
            guard try state.contributions[id] != nil else {
                throw ServiceError.unknownContribution(id)
            }
        }
    }
}
