public import Digests
import Ledger
public import Network

/// What a host hands to its plugins: capability without behaviour of its own.
public struct Services: Sendable {
    /// The network's state, and the only way to change it.
    public let network: NetworkService
    /// What an identity must remember between two events of its own: secrets, salts, journals.
    public let notes: NoteService
    /// Blobs, datasets, tensors and models.
    public let tensors: TensorService
    /// Runs, proofs, profiles and replays.
    public let proofs: ProofService
    /// Contributions, the training log and aggregation.
    public let reputation: ReputationService

    /// The services of one host.
    public init(
        network: NetworkService,
        notes: NoteService,
        tensors: TensorService,
        proofs: ProofService,
        reputation: ReputationService
    ) {
        self.network = network
        self.notes = notes
        self.tensors = tensors
        self.proofs = proofs
        self.reputation = reputation
    }
}

extension Services {
    /// Appends an event that commits to a new secret, which is forgotten again if the rules refuse
    /// the event.
    ///
    /// Whatever else goes wrong, the event may be in the log, and then the secret is needed.
    ///
    /// - Parameter payload: the event, given the commitment.
    public func append(
        citing blobs: [Digest] = [],
        as identity: Identity,
        committing payload: (Digest) -> Payload
    ) async throws -> Appended {
        let commitment = try notes.newSecret(of: identity)
        do {
            return try await network.append(payload(commitment), citing: blobs, as: identity)
        } catch LedgerError.refused(let refusal) {
            notes.forgetSecret(committedTo: commitment)
            throw LedgerError.refused(refusal)
        }
    }

    /// Appends the verdict on a draw; then its secret is known to everybody.
    ///
    /// - Parameter verdict: the verdict, given the commitment to the secret of the next draw, of
    ///   which a judge who stands in needs none.
    public func append(
        on draw: SegmentDraw,
        citing blobs: [Digest] = [],
        as identity: Identity,
        verdict: (_ nextCommitment: Digest?) -> Verdict
    ) async throws -> Appended {
        guard !draw.isJudge else {
            return try await network.append(.verdict(verdict(nil)), citing: blobs, as: identity)
        }
        let appended = try await append(citing: blobs, as: identity) { .verdict(verdict($0)) }
        notes.forgetSecret(committedTo: Commitments.secret(draw.secret))
        return appended
    }
}
