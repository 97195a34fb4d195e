public import Digests

// The words that challenges are directed against: verdicts and profiles (rules C1, T5).

extension Network {
    /// What a challenge may be directed against at present.
    struct Word {
        let accused: ParticipantID
        let role: Refusal.Role
        let event: Digest
        let closes: Tick
    }

    func word(
        of target: ChallengeTarget,
        in task: TaskRecord,
        doubtedBy challenger: ParticipantID
    ) throws(Refusal) -> Word {
        switch target {
        case .verdict:
            guard case .judged(let solving, _, let judgement) = task.phase else {
                throw task.phase.refusal(needs: "judged", rule: "C1")
            }
            guard mayBeDoubted(judgement, of: task, solving, by: challenger) else {
                let needed = "a verifier's, or a judge's on whom others could rule"
                throw Refusal(
                    .wrongPhase(what: "the verdict", is: "the last judge's", needs: needed),
                    rule: "V4"
                )
            }
            return Word(
                accused: judgement.verifier,
                role: .verifier,
                event: judgement.event,
                closes: judgement.closes
            )
        case .profile:
            guard case .open = task.phase, let profile = task.profile, !profile.isFinal else {
                throw task.phase.refusal(needs: "open with a new profile", rule: "T5")
            }
            return Word(
                accused: profile.profiler,
                role: .profiler,
                event: profile.event,
                closes: profile.closes
            )
        }
    }

    /// The verdicts and profiles that a participant may challenge at present, and does not yet, with
    /// the events that they stand in.
    ///
    /// - Complexity: O(tasks).
    public func challengeableWords(
        by participant: ParticipantID
    ) -> [(target: ChallengeTarget, event: Digest)] {
        tasks.flatMap { task in
            [ChallengeTarget.verdict(task.id), .profile(task.id)].compactMap { target in
                let open = OpenChallenge(challenger: participant, target: target)
                guard hasRoom(for: participant, in: task), !openChallenges.contains(open),
                    let word = standingWord(of: target, in: task, doubtedBy: participant),
                    word.accused != participant, tick < word.closes
                else { return nil }
                return (target, word.event)
            }
        }
    }

    private func standingWord(
        of target: ChallengeTarget,
        in task: TaskRecord,
        doubtedBy challenger: ParticipantID
    ) -> Word? {
        do throws(Refusal) {
            return try word(of: target, in: task, doubtedBy: challenger)
        } catch {
            return nil
        }
    }

    /// Whether a verdict can be challenged: that of a judge who stood in, only where somebody else
    /// is there to rule on it.
    func mayBeDoubted(
        _ judgement: Judgement,
        of task: TaskRecord,
        _ solving: Solving,
        by challenger: ParticipantID?
    ) -> Bool {
        guard judgement.isJudge else { return true }
        var parties: Parties = [
            (task.submitter, .submitter), (solving.solver, .solver),
            (judgement.verifier, .verifier),
        ]
        if let challenger { parties.append((challenger, .challenger)) }
        return !bench(without: parties).isEmpty
    }
}
