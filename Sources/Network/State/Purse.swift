import Digests

/// A place where credits can be: nothing else holds any (rule L4).
public enum Purse: Hashable, Sendable, Encodable {
    /// What a participant may spend.
    case balance(ParticipantID)
    /// What a verifier has deposited and no task has put at stake.
    case verifierDeposit(ParticipantID)
    /// What a whistleblower has deposited.
    case whistleblowerDeposit(ParticipantID)
    /// A task's fee.
    case fee(TaskID)
    /// A profiler's deposit, at stake until the task is accepted.
    case profilerStake(TaskID)
    /// A solver's deposit, at stake until the task is settled.
    case solverStake(TaskID)
    /// A drawn verifier's deposit, at stake until the task is settled.
    case verifierStake(TaskID)
    /// A challenger's deposit.
    case challenge(ChallengeID)
    /// A claimant's deposit.
    case claim(ClaimID)
    /// The deposit of who appeals against a ruling.
    case appeal(Dispute)
    /// The network's purse: what is to fall to nobody. No rule spends it, so it only grows.
    case treasury
    /// What pays whistleblowers who catch a planted error (rule C3).
    case jackpot
}

extension Purse: CustomStringConvertible {
    /// The purse in words.
    public var description: String {
        switch self {
        case .balance(let participant): "balance of \(participant.short)"
        case .verifierDeposit(let participant): "verifier deposit of \(participant.short)"
        case .whistleblowerDeposit(let participant): "whistleblower deposit of \(participant.short)"
        case .fee(let task): "fee of task \(task.short)"
        case .profilerStake(let task): "profiler's stake in task \(task.short)"
        case .solverStake(let task): "solver's stake in task \(task.short)"
        case .verifierStake(let task): "verifier's stake in task \(task.short)"
        case .challenge(let challenge): "deposit of challenge \(challenge.short)"
        case .claim(let claim): "deposit of claim \(claim.short)"
        case .appeal(.challenge(let id)): "appeal in challenge \(id.short)"
        case .appeal(.claim(let id)): "appeal in claim \(id.short)"
        case .treasury: "treasury"
        case .jackpot: "jackpot"
        }
    }

    /// Whether credits in here are bound to something that must come to an end.
    public var isEscrow: Bool {
        switch self {
        case .balance, .treasury, .jackpot: false
        // A deposit is its owner's to withdraw at any time.
        case .verifierDeposit, .whistleblowerDeposit: false
        case .fee, .profilerStake, .solverStake, .verifierStake, .challenge, .claim, .appeal: true
        }
    }
}

extension Purse: Comparable {
    /// Orders purses by kind, then by name.
    public static func < (left: Purse, right: Purse) -> Bool { left.sortKey < right.sortKey }

    private var sortKey: (Int, Digest) {
        switch self {
        case .balance(let participant): (0, participant.digest)
        case .verifierDeposit(let participant): (1, participant.digest)
        case .whistleblowerDeposit(let participant): (2, participant.digest)
        case .fee(let task): (3, task.digest)
        case .profilerStake(let task): (4, task.digest)
        case .solverStake(let task): (5, task.digest)
        case .verifierStake(let task): (6, task.digest)
        case .challenge(let challenge): (7, challenge.digest)
        case .claim(let claim): (8, claim.digest)
        case .appeal(.challenge(let id)): (9, id.digest)
        case .appeal(.claim(let id)): (10, id.digest)
        case .treasury: (11, Digest(sha256: []))
        case .jackpot: (12, Digest(sha256: []))
        }
    }
}
