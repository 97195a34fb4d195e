public import Digests
public import Network

/// Why a service cannot do what it is asked for.
public enum ServiceError: Error, Hashable, Sendable {
    /// There is no network in this home yet.
    case noNetwork
    /// No key of this host may attest blobs.
    case noCustodian
    /// Nobody of that name or key takes part.
    case unknownParticipant(String)
    /// Several participants have that name.
    case ambiguousParticipant(String)
    /// The call may not sign with the key of this name; those that it may sign with.
    case notPermitted(identity: String, permitted: [String])
    /// The call may not name files of this machine.
    case fileNotPermitted(path: String)
    /// There is no such task.
    case unknownTask(TaskID)
    /// There is no such round.
    case unknownRound(RoundID)
    /// There is no such contribution.
    case unknownContribution(ContributionID)
    /// The identity has not committed to a contribution on that block.
    case notCommitted(block: Int64)
    /// There is no such challenge.
    case unknownChallenge(ChallengeID)
    /// There is no such claim.
    case unknownClaim(ClaimID)
    /// The task is not where the call needs it; the text says where it is and what it waits for.
    case notYet(task: TaskID, String)
    /// The identity is not the one whose turn it is; the text says whose it is.
    case notYours(String)
    /// What the identity had to remember is not in this home.
    case forgotten(String)
    /// A blob does not hold the kind of document or tensors that is needed.
    case malformedBlob(Digest, String)
    /// A specification cannot be used.
    case specification(String)
    /// A data file cannot be read as a data set.
    case dataset(String)
    /// A run of training was cancelled; its state after this step is kept as that blob.
    case interrupted(step: Int, checkpoint: Digest)
    /// A parameter cannot be used together with the others.
    case parameter(pointer: String, expected: String, got: String)
    /// A file that the caller names cannot be read or written.
    case file(path: String, String)
    /// A file that the caller names does not hold the tensors that it should.
    case malformedFile(path: String, String)
    /// No tensor of this home has that name.
    case unknownTensor(String)
    /// A tensor of this home has that name already.
    case tensorExists(String)
    /// Two sets of tensors do not have the same names and shapes; the text says what differs.
    case tensorsDiffer(String)
    /// A tensor has a number that JSON has no word for; the text says which.
    case notFinite(String)
    /// There is more than a limit of tensors allows.
    case tensorLimit(TensorLimit)
}
