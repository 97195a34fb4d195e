/// What a task waits for: who can do what, and from which tick until which.
public struct NextStep: Hashable, Sendable {
    /// The kind of event that comes next.
    public let kind: String
    /// Who may append it.
    public let by: Actor
    /// The first tick at which it may be appended.
    public let from: Tick
    /// The last tick at which it is in time; nothing when it has no deadline.
    public let until: Tick?

    /// Who may take a step.
    public enum Actor: Hashable, Sendable {
        /// This participant.
        case participant(ParticipantID)
        /// Any enlisted verifier but the submitter.
        case anyVerifier
        /// Anybody but submitter and profiler who has not accepted the task before.
        case anySolver
        /// Any judge who is no party.
        case anyJudge
        /// Any party of the dispute.
        case anyParty
        /// The timekeepers.
        case timekeepers
        /// Anybody at all.
        case anyone
    }
}

extension Network {
    /// What can be done next on a task, and by whom, the most useful step first; nothing when it is
    /// over or unknown.
    public func nextSteps(on id: TaskID) -> [NextStep] {
        guard let task = tasks[id] else { return [] }
        let expire = { (deadline: Tick) in
            NextStep(kind: TaskExpire.kind, by: .anyone, from: deadline + 1, until: nil)
        }
        let cancel = NextStep(
            kind: TaskCancel.kind,
            by: .participant(task.submitter),
            from: tick,
            until: nil
        )
        switch task.phase {
        case .profiling(let deadline):
            let profile = NextStep(
                kind: TaskProfile.kind,
                by: .anyVerifier,
                from: tick,
                until: deadline
            )
            return [profile, cancel, expire(deadline)]
        case .open(let deadline):
            if !task.challenges.isEmpty { return challengeSteps(of: task) }
            let closes = task.profile?.closes ?? tick
            let accept = NextStep(
                kind: TaskAccept.kind,
                by: .anySolver,
                from: closes,
                until: deadline
            )
            let challenge = NextStep(
                kind: ChallengeCommit.kind,
                by: .anyone,
                from: tick,
                until: closes - 1
            )
            return [accept] + (closes > tick ? [challenge] : []) + [cancel, expire(deadline)]
        case .solving(let solving):
            let prove = NextStep(
                kind: ProofAppend.kind,
                by: .participant(solving.solver),
                from: solving.startTick,
                until: solving.deadline
            )
            return [prove, abandon(by: solving.solver), expire(solving.deadline)]
        case .sealed(let solving, let sealed):
            let designate = NextStep(
                kind: ForcedDesignate.kind,
                by: .participant(solving.solver),
                from: sealed.decisionTick,
                until: sealed.deadline
            )
            return [designate, abandon(by: solving.solver), expire(sealed.deadline)]
        case .verifying(_, _, .waiting(let since)):
            let deadline = since + parameters.verifyTicks
            let draw = NextStep(
                kind: TickVote.kind,
                by: .timekeepers,
                from: tick,
                until: deadline
            )
            return [draw, expire(deadline)]
        case .verifying(_, _, .drawn(let drawn)):
            let verdict = NextStep(
                kind: Verdict.kind,
                by: .participant(drawn.verifier),
                from: drawn.segmentsTick,
                until: drawn.deadline
            )
            return [verdict, expire(drawn.deadline)]
        case .verifying(_, _, .judge(let since, let deadline)):
            let verdict = NextStep(
                kind: Verdict.kind,
                by: .anyJudge,
                from: since + 1,
                until: deadline
            )
            return [verdict, expire(deadline)]
        case .judged(let solving, let proof, let judgement):
            return judgedSteps(of: task, solving, proof, judgement)
        case .closed:
            return []
        }
    }

    private func abandon(by solver: ParticipantID) -> NextStep {
        NextStep(kind: TaskAbandon.kind, by: .participant(solver), from: tick, until: nil)
    }

    private func judgedSteps(
        of task: TaskRecord,
        _ solving: Solving,
        _ proof: ProofRecord,
        _ judgement: Judgement
    ) -> [NextStep] {
        let solver = NextStep.Actor.participant(solving.solver)
        var steps = challengeSteps(of: task)
        if steps.isEmpty {
            // Only who knows the secret can settle what was sealed.
            let isHidden = proof.seal != nil && judgement.accepted
            let until = isHidden ? judgement.settles + parameters.revealTicks : nil
            let (by, from) = (isHidden ? solver : .anyone, judgement.settles)
            steps.append(NextStep(kind: TaskSettle.kind, by: by, from: from, until: until))
            if let until {
                let kind = TaskExpire.kind
                steps.append(NextStep(kind: kind, by: .anyone, from: until + 1, until: nil))
            }
        }
        if proof.seal != nil, tick < judgement.settles {
            let until = judgement.settles - 1
            let from = judgement.closes
            steps.append(NextStep(kind: ForcedReveal.kind, by: solver, from: from, until: until))
        }
        if judgement.closes > tick, mayBeDoubted(judgement, of: task, solving, by: nil) {
            let until = judgement.closes - 1
            let kind = ChallengeCommit.kind
            steps.append(NextStep(kind: kind, by: .anyone, from: tick, until: until))
        }
        return steps
    }

    /// What the first open challenge of a task waits for.
    private func challengeSteps(of task: TaskRecord) -> [NextStep] {
        guard let challenge = task.challenges.first.flatMap({ challenges[$0] }) else { return [] }
        switch challenge.phase {
        case .committed:
            return [
                NextStep(
                    kind: ChallengeReveal.kind,
                    by: .participant(challenge.challenger),
                    from: challenge.opens,
                    until: challenge.deadline
                ),
                NextStep(
                    kind: TaskExpire.kind,
                    by: .anyone,
                    from: challenge.deadline + 1,
                    until: nil
                ),
            ]
        case .revealed(let revealed):
            let expire = NextStep(
                kind: TaskExpire.kind,
                by: .anyone,
                from: revealed.trial.deadline + 1,
                until: nil
            )
            return [judgesStep(in: revealed.trial, of: task), expire]
        case .closed:
            return []
        }
    }

    /// What judges, or those whom they have judged, can do next.
    private func judgesStep(in trial: Trial<RulingFinding>, of task: TaskRecord) -> NextStep {
        guard trial.panel != nil else {
            return NextStep(kind: TickVote.kind, by: .timekeepers, from: tick, until: nil)
        }
        if case .ruled = trial.stage {
            let until = trial.deadline
            return NextStep(kind: RulingAppeal.kind, by: .anyParty, from: tick, until: until)
        }
        var from = tick
        if case .judged(_, _, let judgement) = task.phase {
            from = max(tick, judgement.settles)
        }
        return NextStep(kind: Ruling.kind, by: .anyJudge, from: from, until: trial.deadline)
    }
}
