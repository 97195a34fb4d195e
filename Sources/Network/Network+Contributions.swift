import Digests
import HashTreeCollections
import Reputation

// Contributions: committed, revealed, and accepted once their claim windows close (rules R1, R2).

extension Network {
    mutating func apply(_ commit: ContributionCommit, _ step: inout Transition) throws(Refusal) {
        guard let round = rounds[commit.round] else {
            throw Refusal(.unknownRound(commit.round), rule: nil)
        }
        try Self.requireRange("block", commit.block, in: 0...(round.blocks - 1), rule: "R2")
        guard !round.isClosed else {
            throw Refusal(.wrongPhase(what: "the round", is: "closed", needs: "open"), rule: "R2")
        }
        try requireTick(until: round.commitsClose - 1, rule: "R2")
        let part = RoundPart(round: round.id, participant: step.author)
        let count = commitCounts[part] ?? 0
        switch blocks(for: step.author, in: round.id) {
        case nil:
            throw Refusal(.tooEarly(from: round.assignmentTick, now: tick), rule: "R2")
        case .assigned(let blocks) where !blocks.contains(commit.block):
            throw Refusal(.notAssigned(blocks: blocks), rule: "R2")
        case .any, .assigned:
            break
        }
        let place = ContributionPlace(
            round: round.id,
            author: step.author,
            block: commit.block
        )
        guard contributionsByPlace[place] == nil else {
            throw Refusal(.already("the author has contributed on this block"), rule: "R2")
        }
        guard count < round.opening.blocksEach else {
            throw Refusal(
                .tooMany("contributions of the author", limit: round.opening.blocksEach),
                rule: "R2"
            )
        }
        let id = ContributionID(step.event)
        contributions[id] = ContributionRecord(
            id: id,
            author: step.author,
            round: round.id,
            block: commit.block,
            commitment: commit.commitment,
            standing: .committed
        )
        contributionsByPlace[place] = id
        contributionsByAuthor[step.author, default: Roll()].append(id)
        commitCounts[part] = count + 1
        step.note(
            "R2",
            [.contribution(id), .round(round.id), .participant(step.author)],
            "\(name(step.author)) commits a contribution on block \(commit.block), to be revealed "
                + "from tick \(round.commitsClose) and before tick \(round.revealsClose)"
        )
    }

    mutating func apply(_ reveal: ContributionReveal, _ step: inout Transition) throws(Refusal) {
        guard let round = rounds[reveal.round] else {
            throw Refusal(.unknownRound(reveal.round), rule: nil)
        }
        let content = reveal.content
        try Self.requireName("name", content.name)
        try Self.requireSalt("salt", reveal.salt)
        let place = ContributionPlace(
            round: round.id,
            author: step.author,
            block: reveal.block
        )
        guard let id = contributionsByPlace[place], var contribution = contributions[id] else {
            let words = "of the author on block \(reveal.block)"
            throw Refusal(.unknownContribution(words), rule: "R2")
        }
        let size = round.sampleCount(ofBlock: reveal.block)
        try Self.requireRange("samples", content.samples, in: size...size, rule: "R2")
        guard case .committed = contribution.standing else {
            throw contribution.standing.refusal(needs: "committed")
        }
        try requireTick(from: round.commitsClose, rule: "R2")
        try requireTick(until: round.revealsClose - 1, rule: "R2")
        try requireAttested(content.update)
        let commitment = Commitments.contribution(
            round: round.id,
            block: reveal.block,
            content: content,
            salt: reveal.salt,
            author: step.author
        )
        guard commitment == contribution.commitment else {
            throw Refusal(.commitmentMismatch("the contribution"), rule: "R2")
        }
        let closes = tick + parameters.claimWindow
        contribution.revealed = RevealedContribution(
            content: content,
            position: step.position,
            closes: closes
        )
        contribution.standing = .pending
        contributions[id] = contribution
        claimWindows[closes, default: Roll()].append(id)
        step.note(
            "R2",
            contribution.subjects,
            "\(name(step.author)) reveals \(content.name), computed on \(content.samples) samples "
                + "of block \(reveal.block); it counts from tick \(closes) unless it is claimed "
                + "false"
        )
    }

    /// Accepts the contributions whose claim windows close at this tick, in the order of reveal.
    ///
    /// - Complexity: O(contributions that are due).
    mutating func acceptContributions(_ step: inout Transition) {
        guard let due = claimWindows.removeValue(forKey: tick) else { return }
        for id in due { acceptIfDue(id, &step) }
    }

    /// Accepts a contribution that is pending, past its window and without an open claim.
    mutating func acceptIfDue(_ id: ContributionID, _ step: inout Transition) {
        guard var contribution = contributions[id], let revealed = contribution.revealed,
            case .pending = contribution.standing, contribution.openClaim == nil,
            tick >= revealed.closes
        else { return }
        var log = logs[contribution.round] ?? Roll()
        contribution.standing = .accepted(index: Int64(log.count))
        contributions[id] = contribution
        log.append(id)
        logs[contribution.round] = log
        let author = contribution.author
        let reputation = participants[author]?.reputation ?? parameters.reputation.floor
        step.note(
            "R2",
            contribution.subjects,
            "\(revealed.content.name) of \(name(author)) is accepted as entry \(log.count) of the "
                + "training log"
        )
        setReputation(
            of: author,
            to: parameters.reputation.grown(reputation),
            rule: "R1",
            [.contribution(id), .round(contribution.round)],
            "\(name(author)) gains one level",
            &step
        )
    }
}

extension ContributionRecord {
    /// Whom and what an effect of this contribution concerns.
    var subjects: [Subject] { [.contribution(id), .round(round), .participant(author)] }
}

extension ContributionStanding {
    /// The standing in a word, for sentences.
    public var name: String {
        switch self {
        case .committed: "committed"
        case .pending: "pending"
        case .accepted: "accepted"
        case .removed: "removed"
        }
    }

    /// The refusal of what needs another standing.
    func refusal(needs other: String) -> Refusal {
        Refusal(.wrongPhase(what: "the contribution", is: name, needs: other), rule: "R2")
    }
}
