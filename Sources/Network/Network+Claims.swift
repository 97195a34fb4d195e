import Digests
import HashTreeCollections
import Reputation

// Claims that contributions are false, and what they cost and gain (rules R3, R4).

extension Network {
    mutating func apply(_ filed: ClaimFile, _ step: inout Transition) throws(Refusal) {
        guard let contribution = contributions[filed.contribution] else {
            throw Refusal(.unknownContribution(filed.contribution.hex), rule: nil)
        }
        for (field, text) in [("alleged", filed.alleged), ("own", filed.own)] {
            guard text.utf8.count <= TextLimits.valueBytesMax else {
                let fault = "is longer than \(TextLimits.valueBytesMax) bytes"
                throw Refusal(.badText(field: field, fault: fault), rule: "R4")
            }
        }
        switch contribution.standing {
        case .pending, .accepted: break
        case .committed, .removed:
            throw contribution.standing.refusal(needs: "revealed and not removed")
        }
        guard filed.name == contribution.revealed?.content.name else {
            let fault = "is not the file name of the contribution"
            throw Refusal(.badText(field: "name", fault: fault), rule: "R4")
        }
        guard step.author != contribution.author else {
            throw Refusal(.isParty(.author), rule: "R4")
        }
        if let open = participants[step.author]?.openClaim {
            throw Refusal(.claimOpen(open), rule: "R4")
        }
        if let open = contribution.openClaim { throw Refusal(.claimOpen(open), rule: "R4") }
        try requireStanding(of: step.author, deposit: filed.deposit)

        let id = ClaimID(step.event)
        let claim = ClaimRecord(
            id: id,
            claimant: step.author,
            accused: contribution.author,
            round: contribution.round,
            filed: filed,
            deadline: tick + parameters.ruleTicks,
            phase: .open([])
        )
        try pay(
            filed.deposit,
            from: .balance(step.author),
            to: .claim(id),
            rule: "R4",
            claim.subjects,
            "\(name(step.author)) deposits \(filed.deposit) credits on a claim",
            &step
        )
        claims[id] = claim
        contributions[contribution.id]?.openClaim = id
        participants[step.author]?.openClaim = id
        step.note(
            "R4",
            claim.subjects,
            "\(name(step.author)) claims that \(filed.name) of \(name(claim.accused)) is false: "
                + "it says \(filed.alleged), the claimant found \(filed.own); judges rule by tick "
                + "\(claim.deadline)"
        )
    }

    /// A claim needs a deposit or a reputation of several levels (rule R4).
    private func requireStanding(of claimant: ParticipantID, deposit: Credits) throws(Refusal) {
        let minimum = parameters.claimDepositMinimum
        // Where no deposit is asked for, as in a reputation-only network, none can buy a claim.
        if deposit != 0, minimum > 0 {
            try requireDeposit(deposit, minimum: minimum, of: claimant, rule: "R4")
            return
        }
        let has = participants[claimant]?.reputation ?? 0
        guard has >= claimReputation else {
            throw Refusal(
                .reputationTooLow(needed: claimReputation, has: has, deposit: minimum),
                rule: "R4"
            )
        }
    }

    mutating func apply(_ ruling: ClaimRuling, _ step: inout Transition) throws(Refusal) {
        guard var claim = claims[ruling.claim] else {
            throw Refusal(.unknownClaim(ruling.claim), rule: nil)
        }
        try requireJudge(
            step.author,
            notAmong: [(claim.claimant, .claimant), (claim.accused, .accused)],
            rule: "C5"
        )
        guard case .open(var votes) = claim.phase else { throw claim.phase.refusal(needs: "open") }
        guard !votes.contains(where: { $0.judge == step.author }) else {
            throw Refusal(.already("the author has ruled"), rule: "C5")
        }
        try requireTick(until: claim.deadline, rule: "C5")
        try requireAttested(evidence: ruling.evidence)

        votes.append(Vote(judge: step.author, finding: ruling.finding))
        claim.phase = .open(votes)
        claims[claim.id] = claim
        let agreeing = votes.filter { $0.finding == ruling.finding }.map(\.judge)
        step.note(
            "C5",
            claim.subjects + [.participant(step.author)],
            "\(name(step.author)) finds the claim \(ruling.finding.rawValue), \(agreeing.count) of "
                + "\(genesis.judgesRequired) agreeing votes"
        )
        guard agreeing.count >= genesis.judgesRequired else { return }
        switch ruling.finding {
        case .upheld: try uphold(claim, &step)
        case .rejected: try reject(claim, judges: agreeing, &step)
        }
    }

    private mutating func uphold(
        _ claim: ClaimRecord,
        _ step: inout Transition
    ) throws(Refusal) {
        close(claim, .upheld)
        try returnDeposit(of: claim, "the claim is upheld", &step)
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
        let purse = Purse.claim(claim.id)
        let deposit = books[purse]
        let fee = min(parameters.rulingFee, deposit)
        try share(
            fee,
            from: purse,
            among: judges,
            rule: "C5",
            claim.subjects,
            "the claim is false, the loser pays \(fee) credits to the judges",
            &step
        )
        let half = (deposit - fee) / 2
        try pay(
            half,
            from: purse,
            to: .balance(claim.accused),
            rule: "R3",
            claim.subjects,
            "the claim is false: (\(deposit) - \(fee)) / 2 = \(half) credits to "
                + "\(name(claim.accused))",
            &step
        )
        try pay(
            deposit - fee - half,
            from: purse,
            to: .treasury,
            rule: "R3",
            claim.subjects,
            "the claim is false: the other \(deposit - fee - half) credits to the treasury",
            &step
        )
        try fell(claim.claimant, by: claim, "a false claim", &step)
        acceptIfDue(claim.filed.contribution, &step)
    }

    mutating func apply(_ expiry: ClaimExpire, _ step: inout Transition) throws(Refusal) {
        guard let claim = claims[expiry.claim] else {
            throw Refusal(.unknownClaim(expiry.claim), rule: nil)
        }
        guard case .open = claim.phase else { throw claim.phase.refusal(needs: "open") }
        guard tick > claim.deadline else {
            throw Refusal(.nothingDue(next: "judges may rule", at: claim.deadline), rule: "L2")
        }
        close(claim, .neverRuled)
        step.note("L2", claim.subjects, "no judge ruled on the claim by tick \(claim.deadline)")
        try returnDeposit(of: claim, "no judge ruled in time", &step)
        acceptIfDue(claim.filed.contribution, &step)
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
                try returnDeposit(of: other, "the contribution is removed by another claim", &step)
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
    }

    private mutating func returnDeposit(
        of claim: ClaimRecord,
        _ why: String,
        _ step: inout Transition
    ) throws(Refusal) {
        let deposit = books[.claim(claim.id)]
        try pay(
            deposit,
            from: .claim(claim.id),
            to: .balance(claim.claimant),
            rule: "R4",
            claim.subjects,
            "\(why): the deposit of \(deposit) credits goes back to \(name(claim.claimant))",
            &step
        )
    }
}

extension ClaimRecord {
    /// Whom and what an effect of this claim concerns.
    var subjects: [Subject] {
        [
            .claim(id), .contribution(filed.contribution), .round(round), .participant(claimant),
            .participant(accused),
        ]
    }
}

extension ClaimPhase {
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
