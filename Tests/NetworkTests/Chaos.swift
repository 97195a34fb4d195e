import Digests
import Network
import Testing

/// Somebody who does anything at all, from a seed: mostly what could be right, often what is not.
struct Chaos {
    private(set) var world: World
    private var draws: Draws
    /// Words that were committed to and can be revealed.
    private(set) var challenges: [(id: ChallengeID, by: String)] = []
    private var commits: [(round: RoundID, by: String, block: Int64)] = []

    init(seed: UInt64, world: World) throws {
        var builder = DigestBuilder()
        builder.update(label: "chaos")
        builder.update(seed)
        draws = Draws(seed: builder.finalize())
        self.world = world
        self.world.attest(
            "specification",
            "dataset",
            "samples",
            "initial",
            "update",
            "model",
            "evidence",
            "proof right",
            "final right",
            "proof wrong",
            "final wrong",
            "proof result",
            "final result"
        )
    }

    mutating func below(_ bound: Int) -> Int { Int(draws.next(below: UInt64(bound))) }

    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    mutating func anybody() -> String { pick(World.names) }

    func name(of participant: ParticipantID) -> String {
        World.names.first { id($0) == participant } ?? "nobody"
    }

    /// A participant who should do it, or sometimes anybody.
    mutating func mostly(_ participant: ParticipantID?) -> String {
        let name = World.names.first { id($0) == participant }
        guard let name, !chance(10) else { return anybody() }
        return name
    }

    /// A number that should do, or sometimes one that should not.
    mutating func mostly(_ number: Int64) -> Int64 {
        chance(4) ? pick([0, -1, 1, .max, .min, number &+ 1]) : number
    }

    mutating func mostly(_ name: String) -> Digest { blob(chance(3) ? "nowhere" : name) }

    /// A task, rather one that is not over.
    mutating func task() -> TaskRecord? {
        let tasks = Array(world.network.tasks)
        guard !tasks.isEmpty else { return nil }
        return chance(3) || running.isEmpty ? pick(tasks) : pick(running)
    }

    private var running: [TaskRecord] {
        world.network.tasks.filter { if case .closed = $0.phase { false } else { true } }
    }

    /// Appends one event and answers with what became of it.
    mutating func step() -> (payload: Payload, outcome: Outcome) {
        if chance(10) { return append("tim", .tick(TickVote(tick: world.network.tick + 1))) }
        if chance(2), let repeated = world.entries.last?.body {
            return (repeated.payload, world.append(repeated))
        }
        let (author, payload) = anything()
        return append(author, payload)
    }

    private mutating func append(_ author: String, _ payload: Payload) -> (Payload, Outcome) {
        var body = world.network.body(by: id(author), payload)
        if chance(2) {
            body = EventBody(
                author: body.author,
                sequence: mostly(body.sequence &- 1),
                seen: chance(50)
                    ? body.seen : LogHead(position: mostly(3), chain: blob("other")),
                payload: payload
            )
        }
        let outcome = world.append(body)
        if case .applied = outcome { remember(body, author) }
        return (payload, outcome)
    }

    private mutating func remember(_ body: EventBody, _ author: String) {
        let event = Digest(sha256: body.canonicalBytes())
        switch body.payload {
        case .challengeCommit: challenges.append((ChallengeID(event), author))
        case .contributionCommit(let commit):
            commits.append((commit.round, author, commit.block))
        default: break
        }
    }

    private mutating func anything() -> (String, Payload) {
        let deposit = mostly(pick([0, 200, 500, 700]))
        let commitment = Commitments.secret(secret("any"))
        switch below(24) {
        case 0 where running.count < 5:
            let submission = TaskSubmit(
                specification: mostly("specification"),
                dataset: mostly("dataset"),
                steps: mostly(pick([20, 100])),
                checkpointInterval: mostly(10),
                flopsPerStep: mostly(10_000_000),
                mode: pick([.exact, .tolerant]),
                fee: world.network.genesis.mode == .staked ? mostly(1100) : 0
            )
            return (anybody(), .taskSubmit(submission))
        case 0...8: return aboutTask()
        case 9:
            let author = anybody()
            let own = Commitments.secret(secret(author))
            return (
                author,
                .verifierEnlist(VerifierEnlist(deposit: deposit, secretCommitment: own))
            )
        case 10 where chance(50):
            let ready = WhistleblowerEnlist(deposit: deposit, secretCommitment: commitment)
            return (anybody(), .whistleblowerEnlist(ready))
        case 11 where chance(30):
            return (
                anybody(),
                chance(50)
                    ? .verifierWithdraw(VerifierWithdraw())
                    : .whistleblowerWithdraw(WhistleblowerWithdraw())
            )
        case 12, 13, 21, 22: return aboutChallenge()
        case 14...18, 23: return aboutRound()
        case 10, 19: return aboutClaim()
        case 20:
            let transfer = CreditsTransfer(to: id(anybody()), amount: mostly(10))
            return (anybody(), .creditsTransfer(transfer))
        default:
            return (anybody(), .participantJoin(ParticipantJoin(name: "again")))
        }
    }

    private mutating func aboutRound() -> (String, Payload) {
        let count = world.network.rounds.count
        let last = world.network.rounds.row(at: count - 1)
        let isOver = world.network.tick >= last?.revealsClose ?? 0
        if isOver || chance(2) {
            let opening = World.opening(
                samples: mostly(400),
                blockSamples: mostly(100),
                blocksEach: mostly(3)
            )
            return (anybody(), .roundOpen(opening))
        }
        guard let round = world.network.rounds.row(at: count - 1) else {
            return (anybody(), .tick(TickVote(tick: world.network.tick + 1)))
        }
        switch below(16) {
        case 0 where chance(10):
            return (mostly(round.maintainer), .roundClose(RoundClose(round: round.id)))
        case 1:
            let publication = RoundPublish(round: round.id, model: mostly("model"))
            return (mostly(round.maintainer), .roundPublish(publication))
        case 2...8:
            let author = anybody()
            let block = mostly(Int64(below(4)))
            let commit = World.commitment(round.id, by: author, block: block)
            return (author, .contributionCommit(commit))
        default:
            guard !commits.isEmpty else {
                return (anybody(), .tick(TickVote(tick: world.network.tick + 1)))
            }
            let hidden = commits.suffix(20).filter { commit in
                world.network.contributions.contains {
                    $0.standing == .committed && $0.author == id(commit.by)
                        && $0.round == commit.round && $0.block == commit.block
                }
            }
            let commit = pick(hidden.isEmpty || chance(5) ? commits : hidden)
            let reveal = World.reveal(
                commit.round,
                by: commit.by,
                block: commit.block,
                samples: mostly(100)
            )
            return (mostly(id(commit.by)), .contributionReveal(reveal))
        }
    }

    private mutating func aboutClaim() -> (String, Payload) {
        let claims = Array(world.network.claims)
        let open = claims.filter { if case .open = $0.phase { true } else { false } }
        if !claims.isEmpty, chance(50) {
            let claim = pick(open.isEmpty || chance(5) ? claims : open)
            if chance(20) { return (anybody(), .claimExpire(ClaimExpire(claim: claim.id))) }
            if case .ruled? = claim.phase.trial?.stage, chance(60) {
                let party = chance(50) ? claim.claimant : claim.accused
                return appeal(.claim(claim.id), by: mostly(party))
            }
            let finding: ClaimFinding = pick([.upheld, .rejected])
            let ruling = ClaimRuling(claim: claim.id, finding: finding)
            return (judge(on: claim.phase.trial?.panel), .claimRuling(ruling))
        }
        let all = Array(world.network.contributions)
        guard !all.isEmpty else {
            return (anybody(), .tick(TickVote(tick: world.network.tick + 1)))
        }
        let shown = all.filter { contribution in
            switch contribution.standing {
            case .pending, .accepted: true
            case .committed, .removed: false
            }
        }
        let target = pick(shown.isEmpty || chance(5) ? all : shown)
        // Somebody who answers for another's claim, if there is anybody.
        let ready = world.network.participants.first { $0.cosignature != nil }
        if let ready, let cosigned = ready.cosignature, chance(50) {
            let cosigner = World.names.first { id($0) == ready.id }
            let claim = world.claim(cosigned.contribution, deposit: 0, cosigner: cosigner)
            return (mostly(cosigned.claimant), .claimFile(claim))
        }
        if chance(20) { return (anybody(), .claimCosign(World.cosign(anybody(), target.id))) }
        let claim = world.claim(target.id, deposit: mostly(pick([0, 100])))
        return (anybody(), .claimFile(claim))
    }

    /// Lets time pass while anybody draws the consequences, until nothing is left to end.
    mutating func drain(ticks: Int) {
        for _ in 0..<ticks {
            world.tick()
            for task in world.network.tasks {
                if case .closed = task.phase { continue }
                world.append("cus", .taskSettle(TaskSettle(task: task.id)))
                world.append("cus", .taskExpire(TaskExpire(task: task.id)))
            }
            for claim in world.network.claims {
                guard case .open = claim.phase else { continue }
                world.append("cus", .claimExpire(ClaimExpire(claim: claim.id)))
            }
            if world.isQuiet { return }
        }
    }
}

extension World {
    /// Whether every task and claim has come to its end.
    var isQuiet: Bool {
        let tasks = network.tasks.allSatisfy { if case .closed = $0.phase { true } else { false } }
        let claims = network.claims.allSatisfy { if case .open = $0.phase { false } else { true } }
        return tasks && claims
    }
}
