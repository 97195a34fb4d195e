public import JSON

/// The fields of one kind of event.
///
/// An event's kind is a word such as `task.submit`; its fields are a JSON object in which integers
/// are decimal strings, bytes are hexadecimal digits and what is missing is null.
public protocol EventFields: Hashable, Sendable, JSONEncodable, JSONDecodable {
    /// The event kind's word.
    static var kind: String { get }
}

/// What an event says: one case for each kind of event.
public enum Payload: Hashable, Sendable {
    /// A new key takes part.
    case participantJoin(ParticipantJoin)
    /// Credits change hands.
    case creditsTransfer(CreditsTransfer)
    /// A period has passed.
    case tick(TickVote)
    /// A custodian holds blobs.
    case blobAttest(BlobAttest)
    /// Work is offered.
    case taskSubmit(TaskSubmit)
    /// An offer is taken back.
    case taskCancel(TaskCancel)
    /// A threshold was measured.
    case taskProfile(TaskProfile)
    /// A solver takes a task.
    case taskAccept(TaskAccept)
    /// A solver gives up.
    case taskAbandon(TaskAbandon)
    /// A run is over.
    case proofAppend(ProofAppend)
    /// One of two sealed results is published.
    case forcedDesignate(ForcedDesignate)
    /// An error was planted by the draw's order.
    case forcedReveal(ForcedReveal)
    /// A verifier stands ready.
    case verifierEnlist(VerifierEnlist)
    /// A verifier leaves.
    case verifierWithdraw(VerifierWithdraw)
    /// A whistleblower stands ready.
    case whistleblowerEnlist(WhistleblowerEnlist)
    /// A whistleblower leaves.
    case whistleblowerWithdraw(WhistleblowerWithdraw)
    /// A verifier's word on a proof.
    case verdict(Verdict)
    /// Somebody doubts a word.
    case challengeCommit(ChallengeCommit)
    /// The doubt is made concrete.
    case challengeReveal(ChallengeReveal)
    /// A judge's word on a challenge.
    case ruling(Ruling)
    /// A party doubts a ruling.
    case rulingAppeal(RulingAppeal)
    /// A task is ended and paid.
    case taskSettle(TaskSettle)
    /// A task's deadline has passed.
    case taskExpire(TaskExpire)
    /// A round begins.
    case roundOpen(RoundOpen)
    /// A model of a round is published.
    case roundPublish(RoundPublish)
    /// A round takes no more contributions.
    case roundClose(RoundClose)
    /// An update exists.
    case contributionCommit(ContributionCommit)
    /// An update is shown.
    case contributionReveal(ContributionReveal)
    /// A contribution is called false.
    case claimFile(ClaimFile)
    /// Somebody answers for another's claim.
    case claimCosign(ClaimCosign)
    /// A judge's word on a claim.
    case claimRuling(ClaimRuling)
    /// A claim's deadline has passed.
    case claimExpire(ClaimExpire)
}

extension Payload {
    /// The fields, whatever the kind.
    public var fields: any EventFields {
        switch self {
        case .participantJoin(let fields): fields
        case .creditsTransfer(let fields): fields
        case .tick(let fields): fields
        case .blobAttest(let fields): fields
        case .taskSubmit(let fields): fields
        case .taskCancel(let fields): fields
        case .taskProfile(let fields): fields
        case .taskAccept(let fields): fields
        case .taskAbandon(let fields): fields
        case .proofAppend(let fields): fields
        case .forcedDesignate(let fields): fields
        case .forcedReveal(let fields): fields
        case .verifierEnlist(let fields): fields
        case .verifierWithdraw(let fields): fields
        case .whistleblowerEnlist(let fields): fields
        case .whistleblowerWithdraw(let fields): fields
        case .verdict(let fields): fields
        case .challengeCommit(let fields): fields
        case .challengeReveal(let fields): fields
        case .ruling(let fields): fields
        case .rulingAppeal(let fields): fields
        case .taskSettle(let fields): fields
        case .taskExpire(let fields): fields
        case .roundOpen(let fields): fields
        case .roundPublish(let fields): fields
        case .roundClose(let fields): fields
        case .contributionCommit(let fields): fields
        case .contributionReveal(let fields): fields
        case .claimFile(let fields): fields
        case .claimCosign(let fields): fields
        case .claimRuling(let fields): fields
        case .claimExpire(let fields): fields
        }
    }

    /// The event kind's word.
    public var kind: String { type(of: fields).kind }

    /// Reads the fields of a kind of event.
    public init(kind: JSONReader, fields: JSONReader) throws(JSONDecodingError) {
        switch try kind.string() {
        case ParticipantJoin.kind: self = .participantJoin(try fields.decode())
        case CreditsTransfer.kind: self = .creditsTransfer(try fields.decode())
        case TickVote.kind: self = .tick(try fields.decode())
        case BlobAttest.kind: self = .blobAttest(try fields.decode())
        case TaskSubmit.kind: self = .taskSubmit(try fields.decode())
        case TaskCancel.kind: self = .taskCancel(try fields.decode())
        case TaskProfile.kind: self = .taskProfile(try fields.decode())
        case TaskAccept.kind: self = .taskAccept(try fields.decode())
        case TaskAbandon.kind: self = .taskAbandon(try fields.decode())
        case ProofAppend.kind: self = .proofAppend(try fields.decode())
        case ForcedDesignate.kind: self = .forcedDesignate(try fields.decode())
        case ForcedReveal.kind: self = .forcedReveal(try fields.decode())
        case VerifierEnlist.kind: self = .verifierEnlist(try fields.decode())
        case VerifierWithdraw.kind: self = .verifierWithdraw(try fields.decode())
        case WhistleblowerEnlist.kind: self = .whistleblowerEnlist(try fields.decode())
        case WhistleblowerWithdraw.kind: self = .whistleblowerWithdraw(try fields.decode())
        case Verdict.kind: self = .verdict(try fields.decode())
        case ChallengeCommit.kind: self = .challengeCommit(try fields.decode())
        case ChallengeReveal.kind: self = .challengeReveal(try fields.decode())
        case Ruling.kind: self = .ruling(try fields.decode())
        case RulingAppeal.kind: self = .rulingAppeal(try fields.decode())
        case TaskSettle.kind: self = .taskSettle(try fields.decode())
        case TaskExpire.kind: self = .taskExpire(try fields.decode())
        case RoundOpen.kind: self = .roundOpen(try fields.decode())
        case RoundPublish.kind: self = .roundPublish(try fields.decode())
        case RoundClose.kind: self = .roundClose(try fields.decode())
        case ContributionCommit.kind: self = .contributionCommit(try fields.decode())
        case ContributionReveal.kind: self = .contributionReveal(try fields.decode())
        case ClaimFile.kind: self = .claimFile(try fields.decode())
        case ClaimCosign.kind: self = .claimCosign(try fields.decode())
        case ClaimRuling.kind: self = .claimRuling(try fields.decode())
        case ClaimExpire.kind: self = .claimExpire(try fields.decode())
        case let stranger:
            throw kind.failure(expected: "a known kind of event", got: "\"\(stranger)\"")
        }
    }

    /// The words of all kinds of events.
    public static let kinds: [String] = [
        ParticipantJoin.kind,
        CreditsTransfer.kind,
        TickVote.kind,
        BlobAttest.kind,
        TaskSubmit.kind,
        TaskCancel.kind,
        TaskProfile.kind,
        TaskAccept.kind,
        TaskAbandon.kind,
        ProofAppend.kind,
        ForcedDesignate.kind,
        ForcedReveal.kind,
        VerifierEnlist.kind,
        VerifierWithdraw.kind,
        WhistleblowerEnlist.kind,
        WhistleblowerWithdraw.kind,
        Verdict.kind,
        ChallengeCommit.kind,
        ChallengeReveal.kind,
        Ruling.kind,
        RulingAppeal.kind,
        TaskSettle.kind,
        TaskExpire.kind,
        RoundOpen.kind,
        RoundPublish.kind,
        RoundClose.kind,
        ContributionCommit.kind,
        ContributionReveal.kind,
        ClaimFile.kind,
        ClaimCosign.kind,
        ClaimRuling.kind,
        ClaimExpire.kind,
    ]
}
