// Claims that contributions are false: who may file one (rule R4).

extension Network {
    mutating func apply(_ cosign: ClaimCosign, _ step: inout Transition) throws(Refusal) {
        let contribution = try claimable(cosign.contribution)
        guard participants[cosign.claimant] != nil else {
            throw Refusal(.unknownParticipant(cosign.claimant), rule: nil)
        }
        try Self.requireValues(alleged: cosign.alleged, own: cosign.own)
        guard step.author != cosign.claimant else { throw Refusal(.isParty(.claimant), rule: "R4") }
        guard step.author != contribution.author else {
            throw Refusal(.isParty(.author), rule: "R4")
        }
        if let open = participants[step.author]?.answersFor {
            throw Refusal(.claimOpen(open), rule: "R4")
        }
        try requireReputation(of: step.author)
        participants[step.author]?.cosignature = cosign
        step.note(
            "R4",
            [
                .contribution(contribution.id), .round(contribution.round),
                .participant(step.author), .participant(cosign.claimant),
            ],
            "\(name(step.author)) will answer with its reputation when "
                + "\(name(cosign.claimant)) claims that this contribution of "
                + "\(name(contribution.author)) is false"
        )
    }

    mutating func apply(_ filed: ClaimFile, _ step: inout Transition) throws(Refusal) {
        let contribution = try claimable(filed.contribution)
        try Self.requireValues(alleged: filed.alleged, own: filed.own)
        guard filed.name == contribution.revealed?.content.name else {
            let fault = "is not the file name of the contribution"
            throw Refusal(.badText(field: "name", fault: fault), rule: "R4")
        }
        guard step.author != contribution.author else {
            throw Refusal(.isParty(.author), rule: "R4")
        }
        if let open = participants[step.author]?.answersFor ?? contribution.openClaim {
            throw Refusal(.claimOpen(open), rule: "R4")
        }
        try requireStanding(of: step.author, filed)

        let id = ClaimID(step.event)
        let deadline = tick + parameters.ruleTicks
        let parties = Self.parties(of: filed, by: step.author, against: contribution.author)
        let claim = ClaimRecord(
            id: id,
            claimant: step.author,
            accused: contribution.author,
            round: contribution.round,
            filed: filed,
            phase: .open(trial(of: .claim(id), between: parties, by: deadline))
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
        if let cosigner = filed.cosigner {
            participants[cosigner]?.cosignature = nil
            participants[cosigner]?.cosignedClaim = id
        }
        let backing = filed.cosigner.map { ", and \(name($0)) answers for it" } ?? ""
        step.note(
            "R4",
            claim.subjects,
            "\(name(step.author)) claims that \(filed.name) of \(name(claim.accused)) is false: "
                + "it says \(filed.alleged), the claimant found \(filed.own)\(backing); judges "
                + "rule by tick \(deadline)"
        )
    }

    /// Those whom a claim concerns.
    static func parties(
        of filed: ClaimFile,
        by claimant: ParticipantID,
        against accused: ParticipantID
    ) -> Parties {
        let parties: Parties = [(claimant, .claimant), (accused, .accused)]
        return parties + (filed.cosigner.map { [($0, .cosigner)] } ?? [])
    }

    /// The contribution that a claim is about, which must be there to be doubted.
    private func claimable(_ id: ContributionID) throws(Refusal) -> ContributionRecord {
        guard let contribution = contributions[id] else {
            throw Refusal(.unknownContribution(id.hex), rule: nil)
        }
        switch contribution.standing {
        case .pending, .accepted: return contribution
        case .committed, .removed:
            throw contribution.standing.refusal(needs: "revealed and not removed")
        }
    }

    private static func requireValues(alleged: String, own: String) throws(Refusal) {
        for (field, text) in [("alleged", alleged), ("own", own)] {
            guard text.utf8.count <= TextLimits.valueBytesMax else {
                let fault = "is longer than \(TextLimits.valueBytesMax) bytes"
                throw Refusal(.badText(field: field, fault: fault), rule: "R4")
            }
        }
    }

    /// A claim needs a deposit, a co-signer or a reputation of several levels (rule R4).
    private func requireStanding(
        of claimant: ParticipantID,
        _ filed: ClaimFile
    ) throws(Refusal) {
        let minimum = parameters.claimDepositMinimum
        // Where no deposit is asked for, as in a reputation-only network, none can buy a claim.
        let isPaid = filed.deposit != 0 && minimum > 0
        if isPaid {
            try requireDeposit(filed.deposit, minimum: minimum, of: claimant, rule: "R4")
        }
        if let cosigner = filed.cosigner {
            try requireCosignature(of: cosigner, for: claimant, filed)
        } else if !isPaid {
            try requireReputation(of: claimant)
        }
    }

    private func requireReputation(of participant: ParticipantID) throws(Refusal) {
        let has = participants[participant]?.reputation ?? 0
        guard has >= claimReputation else {
            throw Refusal(
                .reputationTooLow(
                    needed: claimReputation,
                    has: has,
                    deposit: parameters.claimDepositMinimum
                ),
                rule: "R4"
            )
        }
    }

    /// A co-signer must have said so of this very claim, still have the reputation that it lends,
    /// and not answer for another claim.
    private func requireCosignature(
        of cosigner: ParticipantID,
        for claimant: ParticipantID,
        _ filed: ClaimFile
    ) throws(Refusal) {
        let expected = ClaimCosign(
            claimant: claimant,
            contribution: filed.contribution,
            alleged: filed.alleged,
            own: filed.own
        )
        guard participants[cosigner]?.cosignature == expected else {
            throw Refusal(.notCosigned(by: cosigner), rule: "R4")
        }
        if let open = participants[cosigner]?.answersFor {
            throw Refusal(.claimOpen(open), rule: "R4")
        }
        try requireReputation(of: cosigner)
    }
}

extension ParticipantRecord {
    /// The claim that it must see decided before it files or co-signs another.
    fileprivate var answersFor: ClaimID? { openClaim ?? cosignedClaim }
}
