public import Digests
import HashTreeCollections
public import Reputation

/// The state of a network, and the rules by which events change it.
///
/// A pure state machine: `state = fold(append, log)`. There is no clock, no randomness, no input or
/// output and no floating point in it, so everybody who folds the same log has the same state and
/// the same ``stateHash``. Signatures are checked by the ledger, before.
///
/// A value: copies are cheap, share what they have in common and never change one another.
///
/// Checks run in this order, so that one event always gets the same answer: the author's sequence
/// and the seen head (rule L1); then, by kind, form (ranges, texts), existence of what is named,
/// the author's role, the phase and the ticks, blobs, commitments and draws, and last credits.
public struct Network: Sendable {
    /// What the network began with.
    public let genesis: Genesis
    /// The network's id: SHA-256 of the genesis.
    public let id: Digest
    /// The chain hashes that authors may have seen, and the head.
    var window: HeadWindow
    /// The reputation that lets a participant claim without a deposit (rule R4).
    public let claimReputation: ReputationUnits
    /// How many ticks have passed (rule L2).
    public internal(set) var tick: Tick = 0
    /// The beacons of all ticks, from that of genesis.
    var beacons = Roll<Digest>()
    /// The timekeepers who have voted for the next tick.
    public internal(set) var tickVotes: [ParticipantID] = []

    /// All credits.
    public internal(set) var books: Books
    /// Everybody, in the order of joining.
    public internal(set) var participants = Table<ParticipantID, ParticipantRecord>()
    /// What became of the latest events of each author (rule L1).
    var receipts = Receipts()
    /// The blobs that a custodian attests (rule L3), and since which position.
    public internal(set) var blobs = Table<Digest, AttestedBlob>()

    /// All tasks, in the order of submission.
    public internal(set) var tasks = Table<TaskID, TaskRecord>()
    /// All challenges, in the order of commitment.
    public internal(set) var challenges = Table<ChallengeID, ChallengeRecord>()
    /// Who stands ready, in the order of enlisting; the participants' records say how.
    public internal(set) var verifiers = Roster()
    /// Who stands ready to audit, in the order of enlisting.
    public internal(set) var whistleblowers = Roster()
    /// Tasks that wait for a verifier to be drawn at the next tick, in order.
    var awaitingDraw: [TaskID] = []
    /// Disputes whose judges are drawn at the next tick, in order (rule C5).
    var awaitingPanel: [Dispute] = []
    /// Tasks that wait for whistleblowers to be drawn at the next tick, in order (rule C3).
    var awaitingAudit: [TaskID] = []

    /// All rounds, in the order of opening.
    public internal(set) var rounds = Table<RoundID, RoundRecord>()
    /// All contributions, in the order of commitment.
    public internal(set) var contributions = Table<ContributionID, ContributionRecord>()
    /// All claims, in the order of filing.
    public internal(set) var claims = Table<ClaimID, ClaimRecord>()
    /// The contributions that each round has accepted, in order; removed ones keep their place.
    var logs: TreeDictionary<RoundID, Roll<ContributionID>> = [:]
    /// The contributions whose claim windows close at a tick, in the order of their reveals.
    var claimWindows: TreeDictionary<Tick, Roll<ContributionID>> = [:]

    // What follows from the tables above, kept for quick look-up.
    var contributionsByPlace: TreeDictionary<ContributionPlace, ContributionID> = [:]
    var contributionsByAuthor: TreeDictionary<ParticipantID, Roll<ContributionID>> = [:]
    /// How many contributions each participant has committed to a round.
    var commitCounts: TreeDictionary<RoundPart, Int64> = [:]
    /// Who has had its one reward in a round (rule R3).
    var rewardedClaimants: TreeSet<RoundPart> = []
    var openChallenges: TreeSet<OpenChallenge> = []

    /// The network at genesis.
    public init(genesis: Genesis) {
        let entry = genesis.entry
        self.genesis = genesis
        let levels = Int(clamping: genesis.parameters.claimLevels)
        claimReputation = genesis.parameters.reputation.level(levels)
        id = entry.event.id
        window = HeadWindow(genesis: entry.head)
        books = Books(minting: genesis.accounts)
        beacons.append(entry.chain)
        for account in genesis.accounts {
            addParticipant(
                account.participant,
                name: account.name,
                reputation: account.reputation,
                isFounder: true
            )
        }
    }

    /// The place of the last entry and its chain hash.
    public var head: LogHead { window.head }

    /// The beacon of the latest tick (rule V2).
    public var beacon: Digest { beacons.last ?? id }

    /// The beacon of a tick, or nothing before it has passed.
    public func beacon(at tick: Tick) -> Digest? {
        Int(exactly: tick).flatMap { beacons[$0] }
    }

    /// The network's numbers.
    public var parameters: Parameters { genesis.parameters }
}

/// A blob that a custodian attests.
public struct AttestedBlob: Hashable, Sendable, Encodable {
    /// The blob.
    public let blob: Digest
    /// The custodian who attested it first.
    public let custodian: ParticipantID
}

/// Where a contribution belongs: there can be only one (rule R2).
struct ContributionPlace: Hashable, Sendable {
    let round: RoundID
    let author: ParticipantID
    let block: Int64
}

/// A participant's part in a round.
struct RoundPart: Hashable, Sendable {
    let round: RoundID
    let participant: ParticipantID
}

/// A challenge that is not decided; a challenger may have one against each target.
struct OpenChallenge: Hashable, Sendable {
    let challenger: ParticipantID
    let target: ChallengeTarget
}
