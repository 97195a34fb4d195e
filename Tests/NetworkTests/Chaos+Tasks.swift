import Digests
import Network

// What chaos does to tasks and challenges.
extension Chaos {
    mutating func aboutTask() -> (String, Payload) {
        guard let task = task() else {
            return (anybody(), .tick(TickVote(tick: world.network.tick + 1)))
        }
        if chance(8) { return (anybody(), .taskExpire(TaskExpire(task: task.id))) }
        switch task.phase {
        case .profiling:
            if chance(5) { return (mostly(task.submitter), .taskCancel(TaskCancel(task: task.id))) }
            let threshold = mostly(task.submission.mode == .exact ? 0 : 50)
            let verifiers = world.network.verifiers.inOrder
            let profiler = verifiers.isEmpty ? nil : pick(verifiers)
            return (mostly(profiler), .taskProfile(World.profile(task.id, threshold: threshold)))
        case .open:
            let author = anybody()
            if chance(15) { return (author, commit(.profile(task.id), by: author)) }
            let secret = chance(50) ? Commitments.secret(secret(author)) : nil
            let acceptance = TaskAccept(
                task: task.id,
                deposit: mostly(500),
                secretCommitment: secret
            )
            return (author, .taskAccept(acceptance))
        case .solving(let solving):
            let author = mostly(solving.solver)
            if chance(5) { return (author, .taskAbandon(TaskAbandon(task: task.id))) }
            let steps = mostly(task.submission.steps)
            let sealed = ProofContent.sealed(
                sealing("right", by: author),
                sealing("wrong", by: author)
            )
            let proof = ProofAppend(
                task: task.id,
                steps: steps,
                segments: steps > 0 ? (steps - 1) / 10 + 1 : 0,
                outcome: .completed,
                content: chance(60) ? sealed : .published(World.result("result"))
            )
            return (author, .proofAppend(proof))
        case .sealed(let solving, _):
            let index = below(2)
            let name = ["right", "wrong"][index]
            let designation = ForcedDesignate(
                task: task.id,
                index: Int64(index),
                result: World.result(name),
                salt: secret(chance(3) ? "none" : name)
            )
            return (mostly(solving.solver), .forcedDesignate(designation))
        case .verifying(_, _, let verification):
            if case .judge = verification {
                let judges = world.network.bench
                return (mostly(judges.isEmpty ? nil : pick(judges)), verdict(task.id, by: nil))
            }
            let author = mostly(task.phase.verifier)
            return (author, verdict(task.id, by: author))
        case .judged(let solving, let proof, _):
            if chance(40) {
                let author = anybody()
                return (author, commit(.verdict(task.id), by: author))
            }
            guard proof.seal != nil, chance(70) else {
                let shown = proof.seal != nil && chance(60) ? secret(name(of: solving.solver)) : nil
                return (anybody(), .taskSettle(TaskSettle(task: task.id, secret: shown)))
            }
            let name = proof.result == World.result("right") ? "wrong" : "right"
            let author = mostly(solving.solver)
            let reveal = ForcedReveal(
                task: task.id,
                secret: secret(author),
                result: World.result(name),
                segment: mostly(
                    NetworkDraws.plantedSegment(
                        task: task.id,
                        secret: secret(author),
                        of: proof.segments
                    )
                ),
                salt: secret(name)
            )
            return (author, .forcedReveal(reveal))
        case .closed:
            return (anybody(), .taskSettle(TaskSettle(task: task.id)))
        }
    }

    private func sealing(_ name: String, by author: String) -> Digest {
        Commitments.result(World.result(name), salt: secret(name), solver: id(author))
    }

    private mutating func verdict(_ task: TaskID, by verifier: String?) -> Payload {
        let honest = world.verdict(
            task,
            by: verifier ?? "ver",
            distance: mostly(chance(30) ? 60 : 0)
        )
        guard verifier == nil || chance(5) else { return .verdict(honest) }
        return .verdict(
            Verdict(
                task: task,
                secret: [],
                nextCommitment: nil,
                accepted: honest.accepted,
                findings: honest.findings,
                largest: honest.largest,
                threshold: honest.threshold
            )
        )
    }

    private mutating func commit(_ target: ChallengeTarget, by author: String) -> Payload {
        let least = world.network.tasks[target.task].map {
            world.network.challengeDeposit(of: id(author), on: $0)
        }
        let deposit = mostly(least ?? 200)
        return .challengeCommit(World.challenge(target, by: author, segment: 1, deposit: deposit))
    }

    mutating func aboutChallenge() -> (String, Payload) {
        guard !challenges.isEmpty else {
            return (anybody(), .tick(TickVote(tick: world.network.tick + 1)))
        }
        let open = challenges.filter {
            if case .closed? = world.network.challenges[$0.id]?.phase { false } else { true }
        }
        let challenge = pick(open.isEmpty || chance(5) ? challenges : open)
        if chance(50) {
            let reveal = World.reveal(challenge.id, by: challenge.by, segment: mostly(1))
            return (mostly(id(challenge.by)), .challengeReveal(reveal))
        }
        let trial = world.network.challenges[challenge.id]?.phase.trial
        if case .ruled? = trial?.stage, chance(60) {
            return appeal(.challenge(challenge.id), by: challenge.by)
        }
        let finding: RulingFinding = pick([.right, .wrong, .inconclusive])
        let ruling = Ruling(
            challenge: challenge.id,
            finding: finding,
            evidence: chance(50) ? mostly("evidence") : nil
        )
        return (judge(on: trial?.panel), .ruling(ruling))
    }

    /// Somebody on a panel, or sometimes anybody.
    mutating func judge(on panel: Panel?) -> String {
        guard let judges = panel?.judges, !judges.isEmpty else { return mostly(id("jud")) }
        return mostly(pick(judges))
    }

    mutating func appeal(_ dispute: Dispute, by party: String) -> (String, Payload) {
        let deposit = mostly(world.network.parameters.appealDepositMinimum)
        return (mostly(id(party)), .rulingAppeal(RulingAppeal(dispute: dispute, deposit: deposit)))
    }
}
