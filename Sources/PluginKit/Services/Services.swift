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
