import Digests

// Rounds: many improve one model together (rules R2, R6).

extension Network {
    /// The most samples of a dataset, as the format of data sets has it: who looks at a round must
    /// not have to count further than who contributes to it.
    static let samplesMax: Int64 = 1 << 28
    /// The most blocks that one author may contribute on in a round.
    static let blocksEachMax: Int64 = 4096

    mutating func apply(_ opening: RoundOpen, _ step: inout Transition) throws(Refusal) {
        try Self.requireRange("samples", opening.samples, in: 1...Self.samplesMax, rule: "R2")
        try Self.requireRange(
            "blockSamples",
            opening.blockSamples,
            in: 1...opening.samples,
            rule: "R2"
        )
        let blocks = (opening.samples - 1) / opening.blockSamples + 1
        let most = min(blocks, Self.blocksEachMax)
        try Self.requireRange("blocksEach", opening.blocksEach, in: 1...most, rule: "R2")
        if parameters.assignment == .beacon, opening.assignment == .open {
            throw Refusal(
                .wrongPhase(what: "the assignment", is: "open", needs: "by beacon"),
                rule: "R2"
            )
        }
        for blob in [opening.specification, opening.dataset, opening.initial] {
            try requireAttested(blob)
        }
        let id = RoundID(step.event)
        let commitsClose = tick + parameters.commitTicks
        rounds[id] = RoundRecord(
            id: id,
            maintainer: step.author,
            opening: opening,
            openedAt: tick,
            commitsClose: commitsClose,
            revealsClose: commitsClose + parameters.contributionRevealTicks
        )
        step.note(
            "R2",
            [.round(id), .participant(step.author)],
            "\(name(step.author)) opens a round of \(blocks) blocks; contributions are committed "
                + "before tick \(commitsClose) and then revealed"
        )
    }

    mutating func apply(_ publication: RoundPublish, _ step: inout Transition) throws(Refusal) {
        let subjects = try requireMaintainer(of: publication.round, step)
        try requireAttested(publication.model)
        rounds[publication.round]?.publications.append(
            Publication(position: step.position, model: publication.model)
        )
        step.note(
            "R6",
            subjects,
            "\(name(step.author)) publishes model \(publication.model) as of position "
                + "\(step.position)"
        )
    }

    mutating func apply(_ closing: RoundClose, _ step: inout Transition) throws(Refusal) {
        let subjects = try requireMaintainer(of: closing.round, step)
        guard rounds[closing.round]?.isClosed == false else {
            throw Refusal(.wrongPhase(what: "the round", is: "closed", needs: "open"), rule: "R2")
        }
        rounds[closing.round]?.isClosed = true
        step.note(
            "R2",
            subjects,
            "\(name(step.author)) closes the round: nothing more is committed to it"
        )
    }

    private func requireMaintainer(
        of id: RoundID,
        _ step: Transition
    ) throws(Refusal) -> [Subject] {
        guard let round = rounds[id] else { throw Refusal(.unknownRound(id), rule: nil) }
        guard step.author == round.maintainer else {
            throw Refusal(.notInRole(.maintainer), rule: "R6")
        }
        return [.round(id), .participant(step.author)]
    }

    /// The blocks that a participant may contribute on: what the beacon assigned, or all of them.
    ///
    /// Nothing when the round is unknown or its beacon has not come yet.
    public func blocks(for participant: ParticipantID, in id: RoundID) -> BlockChoice? {
        guard let round = rounds[id] else { return nil }
        switch round.opening.assignment {
        case .open:
            return .any(below: round.blocks, count: round.opening.blocksEach)
        case .beacon:
            guard let beacon = beacon(at: round.assignmentTick) else { return nil }
            let seed = NetworkDraws.blockSeed(
                network: self.id,
                round: id,
                participant: participant,
                beacon: beacon
            )
            let blocks = NetworkDraws.segments(
                seed: seed,
                drawn: round.opening.blocksEach,
                of: round.blocks
            )
            return .assigned(blocks)
        }
    }
}

/// Which blocks a participant may contribute on.
public enum BlockChoice: Hashable, Sendable {
    /// Up to `count` blocks of its own choice.
    case any(below: Int64, count: Int64)
    /// These, in ascending order.
    case assigned([Int64])
}
