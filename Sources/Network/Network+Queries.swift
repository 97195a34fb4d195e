public import Digests
import HashTreeCollections
public import Reputation

// What plugins and people ask of the state; nothing here changes it.

extension Network {
    /// What each participant has at stake or on deposit outside of its balance.
    ///
    /// - Complexity: O(participants + tasks + challenges + claims).
    public var deposits: [ParticipantID: Credits] {
        var sums: [ParticipantID: Credits] = [:]
        func add(_ purse: Purse, of owner: ParticipantID?) {
            let amount = books[purse]
            if let owner, amount > 0 { sums[owner, default: 0] += amount }
        }
        for participant in participants {
            add(.verifierDeposit(participant.id), of: participant.id)
            add(.whistleblowerDeposit(participant.id), of: participant.id)
        }
        for task in tasks {
            add(.profilerStake(task.id), of: task.profile?.profiler)
            add(.solverStake(task.id), of: task.solvers.last)
            add(.verifierStake(task.id), of: task.phase.verifier)
        }
        for challenge in challenges {
            add(.challenge(challenge.id), of: challenge.challenger)
            add(.appeal(.challenge(challenge.id)), of: challenge.phase.trial?.appellant)
        }
        for claim in claims {
            add(.claim(claim.id), of: claim.claimant)
            add(.appeal(.claim(claim.id)), of: claim.phase.trial?.appellant)
        }
        return sums
    }

    /// The contribution of an author on a block of a round.
    public func contribution(
        of author: ParticipantID,
        in round: RoundID,
        block: Int64
    ) -> ContributionRecord? {
        let place = ContributionPlace(round: round, author: author, block: block)
        return contributionsByPlace[place].flatMap { contributions[$0] }
    }

    /// The segments that the drawn verifier must replay, given its secret.
    ///
    /// Nothing unless the task is being verified and the beacon of its draw has come. A judge who
    /// stands in has the empty secret (rule V4).
    public func segments(drawnFor id: TaskID, secret: [UInt8]) -> [Int64]? {
        guard case .verifying(_, let proof, let verification)? = tasks[id]?.phase,
            let segmentsTick = verification.segmentsTick,
            let beacon = beacon(at: segmentsTick)
        else { return nil }
        let seed = NetworkDraws.segmentSeed(
            network: self.id,
            proof: proof.event,
            secret: secret,
            beacon: beacon
        )
        return NetworkDraws.segments(
            seed: seed,
            drawn: parameters.segmentsDrawn,
            of: proof.segments
        )
    }

    /// The beacon from which a task's initial state and data order are derived (rules T2, T3).
    ///
    /// Nothing before the first tick after acceptance.
    public func startBeacon(of id: TaskID) -> Digest? {
        guard let solving = tasks[id]?.phase.solving else { return nil }
        return beacon(at: solving.startTick)
    }

    /// Whether the draw demands that a solver with this secret designates its wrong result (C3).
    ///
    /// Nothing unless the task is sealed and the beacon that decides has come.
    public func isErrorForced(on id: TaskID, secret: [UInt8]) -> Bool? {
        guard case .sealed(_, let sealed)? = tasks[id]?.phase,
            let beacon = beacon(at: sealed.decisionTick)
        else { return nil }
        return NetworkDraws.isForced(
            network: self.id,
            proof: sealed.event,
            secret: secret,
            beacon: beacon,
            perMillion: parameters.forcedErrorsPerMillion
        )
    }

    /// The accepted contributions of a round, removed ones left out, in the order of acceptance.
    ///
    /// - Complexity: O(contributions of the round).
    public func acceptedContributions(of id: RoundID) -> [ContributionRecord] {
        (logs[id] ?? Roll()).compactMap { contributions[$0] }.filter {
            if case .accepted = $0.standing { true } else { false }
        }
    }

    /// The training log of a round: its accepted contributions.
    public func trainingLog(of id: RoundID) -> TrainingLog {
        var log = TrainingLog()
        for contribution in acceptedContributions(of: id) {
            guard let content = contribution.revealed?.content,
                let author = participants[contribution.author]
            else { continue }
            log.append(
                TrainingLog.Entry(
                    userID: author.userID,
                    fileName: content.name,
                    samples: content.samples,
                    digest: content.update.hex
                )
            )
        }
        return log
    }

    /// What one sample of each author of a round's log weighs at present (rules R5, R7).
    public func weights(in id: RoundID) -> [(author: ParticipantID, weight: ReputationUnits)] {
        let sums = trainingLog(of: id).samples
        let records = sums.compactMap { participants.row(at: Int(clamping: $0.userID - 1)) }
        let authors = zip(records, sums).map { record, sum in
            Weights.Author(
                userID: record.userID,
                reputation: record.reputation,
                samples: sum.samples,
                isFounder: record.isFounder
            )
        }
        let weights = Weights.perSample(
            of: authors,
            newcomersCapPerMillion: parameters.newcomersCapPerMillion
        )
        return zip(records, weights).map { (author: $0.id, weight: $1) }
    }

    /// What an author signs next: its sequence number and the head it has seen.
    public func body(by author: ParticipantID, _ payload: Payload) -> EventBody {
        EventBody(
            author: author,
            sequence: (participants[author]?.sequence ?? 0) + 1,
            seen: head,
            payload: payload
        )
    }
}

extension Verification {
    /// The tick whose beacon draws the segments; nothing while nobody is drawn.
    public var segmentsTick: Tick? {
        switch self {
        case .waiting: nil
        case .drawn(let drawn): drawn.segmentsTick
        case .judge(let since, _): since + 1
        }
    }
}

extension TaskPhase {
    /// The present acceptance, while there is one.
    public var solving: Solving? {
        switch self {
        case .solving(let solving): solving
        case .sealed(let solving, _): solving
        case .verifying(let solving, _, _): solving
        case .judged(let solving, _, _): solving
        case .profiling, .open, .closed: nil
        }
    }

    /// The present proof, while there is one, and the one that was paid.
    public var proof: ProofRecord? {
        switch self {
        case .verifying(_, let proof, _): proof
        case .judged(_, let proof, _): proof
        case .closed(.paid(let run)): run.proof
        case .profiling, .open, .solving, .sealed, .closed: nil
        }
    }

    /// The drawn verifier, or who gave the verdict.
    public var verifier: ParticipantID? {
        switch self {
        case .verifying(_, _, .drawn(let drawn)): drawn.verifier
        case .judged(_, _, let judgement): judgement.verifier
        case .profiling, .open, .solving, .sealed, .verifying, .closed: nil
        }
    }
}
