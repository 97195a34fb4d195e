import Digests
import HashTreeCollections

// Doubts about verdicts and profiles: commit, then reveal (rule C1).

extension Network {
    mutating func apply(_ commit: ChallengeCommit, _ step: inout Transition) throws(Refusal) {
        var task = try task(commit.target.task)
        let word = try word(of: commit.target, in: task, doubtedBy: step.author)
        guard step.author != word.accused else { throw Refusal(.isParty(word.role), rule: "C1") }
        try requireTick(until: word.closes - 1, rule: "C1")
        let open = OpenChallenge(challenger: step.author, target: commit.target)
        guard !openChallenges.contains(open) else {
            throw Refusal(.already("the author challenges this"), rule: "C1")
        }
        guard hasRoom(for: step.author, in: task) else {
            throw Refusal(.tooMany("open challenges", limit: parameters.challengesMax), rule: "C1")
        }
        let minimum = challengeDeposit(of: step.author, on: task)
        try requireDeposit(commit.deposit, minimum: minimum, of: step.author, rule: "C2")

        let id = ChallengeID(step.event)
        let subjects: [Subject] = [
            .challenge(id), .task(task.id), .participant(step.author), .participant(word.accused),
        ]
        try pay(
            commit.deposit,
            from: .balance(step.author),
            to: .challenge(id),
            rule: "C2",
            subjects,
            "\(name(step.author)) deposits \(commit.deposit) credits on a challenge",
            &step
        )
        let challenge = ChallengeRecord(
            id: id,
            challenger: step.author,
            target: commit.target,
            accused: word.accused,
            word: word.event,
            commitment: commit.commitment,
            committedAt: tick,
            opens: word.closes,
            deadline: word.closes + parameters.revealTicks,
            phase: .committed
        )
        challenges[id] = challenge
        openChallenges.insert(open)
        task.challenges.append(id)
        tasks[task.id] = task
        step.note(
            "C1",
            subjects,
            "\(name(step.author)) challenges the \(commit.target.kind) of \(name(word.accused)), "
                + "to be revealed from tick \(challenge.opens) until tick \(challenge.deadline)"
        )
    }

    /// The least deposit of a challenge: each one that is open already makes the next one dearer, so
    /// that nobody can take all places cheaply; those whom the beacon has drawn do not stand in line.
    public func challengeDeposit(of challenger: ParticipantID, on task: TaskRecord) -> Credits {
        let ahead = task.phase.hasDrawn(challenger) ? 0 : task.challenges.count
        return Credits(clamping: Int128(parameters.challengeDepositMinimum) * Int128(ahead + 1))
    }

    /// Whether a challenge finds a place; one is kept for everybody whom the beacon has drawn.
    func hasRoom(for challenger: ParticipantID, in task: TaskRecord) -> Bool {
        task.challenges.count < parameters.challengesMax || task.phase.hasDrawn(challenger)
    }

    mutating func apply(_ reveal: ChallengeReveal, _ step: inout Transition) throws(Refusal) {
        guard var challenge = challenges[reveal.challenge] else {
            throw Refusal(.unknownChallenge(reveal.challenge), rule: nil)
        }
        let task = try task(challenge.target.task)
        try Self.requireSalt("salt", reveal.salt)
        guard step.author == challenge.challenger else {
            throw Refusal(.notInRole(.challenger), rule: "C1")
        }
        guard case .committed = challenge.phase else {
            throw challenge.phase.refusal(needs: "committed")
        }
        try requireTick(from: challenge.opens, rule: "C1")
        try requireTick(until: challenge.deadline, rule: "C1")
        if let segment = reveal.segment {
            let count = places(of: challenge.target, in: task)
            try Self.requireRange("segment", segment, in: 0...max(0, count - 1), rule: "C1")
        }
        let commitment = Commitments.challenge(
            target: challenge.target,
            segment: reveal.segment,
            found: reveal.found,
            salt: reveal.salt,
            author: step.author
        )
        guard commitment == challenge.commitment else {
            throw Refusal(.commitmentMismatch("the reveal"), rule: "C1")
        }
        // Judges wait until the solver could show that the error was planted.
        var first = tick
        if case .judged(_, _, let judgement) = task.phase { first = max(tick, judgement.settles) }
        let revealed = RevealedChallenge(
            segment: reveal.segment,
            found: reveal.found,
            trial: trial(
                of: .challenge(challenge.id),
                between: interested(in: challenge, task),
                by: first + parameters.ruleTicks
            )
        )
        challenge.phase = .revealed(revealed)
        challenges[challenge.id] = challenge
        let place = reveal.segment.map { "segment \($0)" } ?? "the named check"
        step.note(
            "C1",
            [.challenge(challenge.id), .task(task.id), .participant(step.author)],
            "\(name(step.author)) reveals its doubt about \(place); judges rule by tick "
                + "\(revealed.trial.deadline)"
        )
    }

    /// Those who must not judge a challenge: whom it concerns, and whose own challenges wait behind
    /// it, since they would have the reward if it were wrong.
    func interested(in challenge: ChallengeRecord, _ task: TaskRecord) -> Parties {
        let rivals = task.challenges.compactMap { challenges[$0]?.challenger }
        return parties(of: challenge, task) + rivals.map { ($0, .challenger) }
    }

    /// Those whom a challenge concerns.
    func parties(
        of challenge: ChallengeRecord,
        _ task: TaskRecord
    ) -> Parties {
        var parties: Parties = [
            (task.submitter, .submitter), (challenge.challenger, .challenger),
        ]
        if case .judged(let solving, _, _) = task.phase {
            parties += [(challenge.accused, .verifier), (solving.solver, .solver)]
        } else {
            parties.append((challenge.accused, .profiler))
        }
        return parties
    }

    /// How many segments or samples a challenge can name.
    private func places(of target: ChallengeTarget, in task: TaskRecord) -> Int64 {
        switch (target, task.phase) {
        case (.verdict, .judged(_, let proof, _)): proof.segments
        case (.profile, _): task.profile?.published.sampleCount ?? 0
        case (.verdict, _): 0
        }
    }

    /// Ends a challenge and takes it off its task's list of open ones.
    mutating func close(
        _ challenge: ChallengeRecord,
        _ end: ChallengeEnd,
        in task: inout TaskRecord
    ) {
        challenges[challenge.id]?.phase = .closed(end)
        openChallenges.remove(
            OpenChallenge(challenger: challenge.challenger, target: challenge.target)
        )
        task.challenges.removeAll { $0 == challenge.id }
        if case .judged(let solving, let proof, var judgement) = task.phase, proof.seal != nil {
            judgement.settles = max(judgement.settles, tick)
            task.phase = .judged(solving, proof, judgement)
        }
        // Now it is the next one's turn, for which judges have had no time yet.
        guard let next = task.challenges.first.flatMap({ challenges[$0] }),
            case .revealed(var revealed) = next.phase
        else { return }
        let deadline = max(revealed.trial.deadline, tick + parameters.ruleTicks)
        revealed.trial.deadline = deadline
        challenges[next.id]?.phase = .revealed(revealed)
    }

    /// Ends all open challenges of a task whose word no longer stands, and returns their deposits.
    mutating func overtakeChallenges(
        of task: inout TaskRecord,
        _ why: String,
        _ step: inout Transition
    ) throws(Refusal) {
        for id in task.challenges {
            guard let challenge = challenges[id] else { continue }
            if case .committed = challenge.phase, tick > challenge.deadline {
                close(challenge, .neverRevealed, in: &task)
                try forfeitUnrevealed(challenge, &step)
                continue
            }
            close(challenge, .overtaken, in: &task)
            try release(challenge, rule: "C1", why, &step)
        }
    }
}

extension ChallengeRecord {
    /// Whom and what an effect of this challenge concerns.
    var subjects: [Subject] {
        [.challenge(id), .task(target.task), .participant(challenger), .participant(accused)]
    }
}

extension ChallengePhase {
    /// The judges' work, while there is any.
    public var trial: Trial<RulingFinding>? {
        if case .revealed(let revealed) = self { revealed.trial } else { nil }
    }

    /// The phase in a word, for sentences.
    public var name: String {
        switch self {
        case .committed: "committed"
        case .revealed: "revealed"
        case .closed(let end): "closed (\(end.rawValue))"
        }
    }

    /// The refusal of what needs another phase.
    func refusal(needs other: String) -> Refusal {
        Refusal(.wrongPhase(what: "the challenge", is: name, needs: other), rule: "C1")
    }
}

extension TaskPhase {
    /// Whether the beacon has drawn somebody to audit the verdict (rule C3).
    fileprivate func hasDrawn(_ auditor: ParticipantID) -> Bool {
        guard case .judged(_, _, let judgement) = self else { return false }
        return judgement.auditors?.contains(auditor) ?? false
    }
}
