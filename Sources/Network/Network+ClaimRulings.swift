import Digests
import HashTreeCollections
import Reputation

// What rulings on claims cost and gain (rules R3, R4).

extension Network {
    mutating func apply(_ ruling: ClaimRuling, _ step: inout Transition) throws(Refusal) {
        guard var claim = claims[ruling.claim] else {
            throw Refusal(.unknownClaim(ruling.claim), rule: nil)
        }
        try requireJudge(
            step.author,
            notAmong: claim.parties,
            panel: claim.phase.trial?.panel,
            rule: "C5"
        )
        guard case .open(var trial) = claim.phase else { throw claim.phase.refusal(needs: "open") }
        try requireVote(by: step.author, in: trial)
        try requireTick(until: trial.deadline, rule: "C5")
        try requireAttested(evidence: ruling.evidence)

        let final = try count(
            Vote(judge: step.author, finding: ruling.finding),
            on: .claim(claim.id),
            in: &trial,
            claim.subjects,
            &step
        )
        claim.phase = .open(trial)
        claims[claim.id] = claim
        if let final { try settle(claim, final, &step) }
    }

    /// Lets a ruling on a claim take effect.
    private mutating func settle(
        _ claim: ClaimRecord,
        _ ruling: FinalRuling<ClaimFinding>,
        _ step: inout Transition
    ) throws(Refusal) {
        switch ruling.finding {
        case .upheld: try uphold(claim, &step)
        case .rejected: try reject(claim, judges: ruling.judges, &step)
        }
    }

    private mutating func uphold(
        _ claim: ClaimRecord,
        _ step: inout Transition
    ) throws(Refusal) {
        close(claim, .upheld)
        try release(claim, "the claim is upheld", &step)
        let had = participants[claim.accused]?.reputation ?? parameters.reputation.floor
        try fell(claim.accused, by: claim, "an upheld claim", &step)
        let part = RoundPart(round: claim.round, participant: claim.claimant)
        guard !rewardedClaimants.contains(part) else {
            step.note(
                "R3",
                claim.subjects,
                "\(name(claim.claimant)) has had its one reward in this round"
            )
            return
        }
        rewardedClaimants.insert(part)
        let own = participants[claim.claimant]?.reputation ?? parameters.reputation.floor
        setReputation(
            of: claim.claimant,
            to: parameters.reputation.rewarded(own, accused: had),
            rule: "R3",
            [.claim(claim.id), .round(claim.round)],
            "\(name(claim.claimant)) gains half of what \(name(claim.accused)) had, "
                + "\(Self.decimal(had)) / 2",
            &step
        )
    }

    private mutating func reject(
        _ claim: ClaimRecord,
        judges: [ParticipantID],
        _ step: inout Transition
    ) throws(Refusal) {
        close(claim, .rejected)
        try forfeit(
            .claim(claim.id),
            to: judges,
            and: claim.accused,
            rule: "R3",
            claim.subjects,
            "the claim is false",
            &step
        )
        try fell(claim.claimant, by: claim, "a false claim", &step)
        if let cosigner = claim.filed.cosigner {
            setReputation(
                of: cosigner,
                to: parameters.reputation.floor,
                rule: "R4",
                [.claim(claim.id), .round(claim.round)],
                "\(name(cosigner)) answered for a false claim",
                &step
            )
        }
        acceptIfDue(claim.filed.contribution, &step)
    }

    mutating func apply(_ expiry: ClaimExpire, _ step: inout Transition) throws(Refusal) {
        guard let claim = claims[expiry.claim] else {
            throw Refusal(.unknownClaim(expiry.claim), rule: nil)
        }
        guard case .open(let trial) = claim.phase else {
            throw claim.phase.refusal(needs: "open")
        }
        guard tick > trial.deadline else {
            let next = "the claim is \(trial.stage.name)"
            throw Refusal(.nothingDue(next: next, at: trial.deadline), rule: "L2")
        }
        let (dispute, parties) = (Dispute.claim(claim.id), claim.parties)
        switch try lapse(trial, on: dispute, between: parties, claim.subjects, &step) {
        case .stands(let ruling): try settle(claim, ruling, &step)
        case .heardAgain(let trial): claims[claim.id]?.phase = .open(trial)
        case .undecided:
            close(claim, .neverRuled)
            step.note("L2", claim.subjects, "no judge ruled on the claim by tick \(trial.deadline)")
            try release(claim, "no judge ruled in time", &step)
            acceptIfDue(claim.filed.contribution, &step)
        }
    }

    /// A participant falls to the floor and all its contributions leave the log (rule R3).
    ///
    /// - Complexity: O(contributions of the participant since its last fall).
    private mutating func fell(
        _ participant: ParticipantID,
        by claim: ClaimRecord,
        _ what: String,
        _ step: inout Transition
    ) throws(Refusal) {
        setReputation(
            of: participant,
            to: parameters.reputation.floor,
            rule: "R3",
            [.claim(claim.id), .round(claim.round)],
            "\(what) throws \(name(participant)) to the floor",
            &step
        )
        var removed = 0
        for id in contributionsByAuthor[participant] ?? Roll() {
            guard var contribution = contributions[id] else { continue }
            if let other = contribution.openClaim.flatMap({ claims[$0] }) {
                close(other, .overtaken)
                try release(other, "the contribution is removed by another claim", &step)
            }
            contribution.openClaim = nil
            contribution.standing = .removed(by: claim.id)
            contributions[id] = contribution
            step.note(
                "R3",
                contribution.subjects + [.claim(claim.id)],
                "\(what): the contribution on block \(contribution.block) leaves the training log"
            )
            removed += 1
        }
        // Removed contributions never come back; the next fall need not look at them again.
        contributionsByAuthor[participant] = nil
        step.note(
            "R3",
            claim.subjects,
            "\(removed) contributions of \(name(participant)) are removed"
        )
    }

    private mutating func close(_ claim: ClaimRecord, _ end: ClaimEnd) {
        claims[claim.id]?.phase = .closed(end)
        contributions[claim.filed.contribution]?.openClaim = nil
        participants[claim.claimant]?.openClaim = nil
        if let cosigner = claim.filed.cosigner { participants[cosigner]?.cosignedClaim = nil }
    }
}

extension ClaimRecord {
    /// Whom and what an effect of this claim concerns.
    var subjects: [Subject] {
        [.claim(id), .contribution(filed.contribution), .round(round)]
            + parties.map { .participant($0.id) }
    }

    /// Those whom the claim concerns.
    var parties: Parties { Network.parties(of: filed, by: claimant, against: accused) }
}

extension ClaimPhase {
    /// The judges' work, while it goes on.
    public var trial: Trial<ClaimFinding>? {
        if case .open(let trial) = self { trial } else { nil }
    }

    /// The refusal of what needs another phase.
    func refusal(needs other: String) -> Refusal {
        let name =
            switch self {
            case .open: "open"
            case .closed(let end): "closed (\(end.rawValue))"
            }
        return Refusal(.wrongPhase(what: "the claim", is: name, needs: other), rule: "R3")
    }
}
