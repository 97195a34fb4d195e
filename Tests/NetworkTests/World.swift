import Digests
import JSON
import Network
import Reputation
import Testing

/// A log and the network folded from it, without signatures: keys are hashes of names.
struct World {
    private(set) var network: Network
    private(set) var entries: [(entry: LogEntry, body: EventBody)] = []
    /// The effects of the event applied last.
    private(set) var effects: [Effect] = []

    /// Everybody who is named in the genesis of these tests; `tim`, `cus` and `jud` keep time,
    /// blobs and judgement.
    static let names = [
        "tim", "cus", "jud", "sub", "sol", "sal", "ver", "vic", "val", "whi", "wes", "mal",
    ]

    init(
        mode: NetworkMode = .staked,
        judges: [String] = ["jud"],
        judgesRequired: Int64 = 1,
        timekeepers: [String] = ["tim"],
        timekeepersRequired: Int64 = 1,
        credits: Credits = 10_000,
        reputations: [String: ReputationUnits] = [:],
        _ adjust: (inout Parameters) -> Void = { _ in }
    ) throws {
        var parameters = mode == .staked ? Parameters() : .reputationOnly
        adjust(&parameters)
        let genesis = try Genesis(
            name: "test",
            nonce: [1, 2, 3],
            mode: mode,
            accounts: Self.names.map {
                GenesisAccount(
                    participant: id($0),
                    name: $0,
                    credits: credits,
                    reputation: reputations[$0]
                )
            },
            timekeepers: timekeepers.map(id),
            timekeepersRequired: timekeepersRequired,
            custodians: [id("cus")],
            judges: judges.map(id),
            judgesRequired: judgesRequired,
            parameters: parameters
        )
        network = Network(genesis: genesis)
    }

    /// Appends an event by its author, as the author's next one, and answers with what became of it.
    @discardableResult
    mutating func append(_ author: String, _ payload: Payload) -> Outcome {
        append(network.body(by: id(author), payload))
    }

    /// Appends an event as it is.
    @discardableResult
    mutating func append(_ body: EventBody) -> Outcome {
        let event = SignedEvent(body: body.canonicalBytes(), signature: [])
        let entry = LogEntry(appending: event, to: network.head)
        let outcome = network.append(entry, body: body)
        entries.append((entry, body))
        if case .applied(let effects) = outcome { self.effects = effects }
        return outcome
    }

    /// Appends an event that must be applied, and answers with its digest.
    @discardableResult
    mutating func must(
        _ author: String,
        _ payload: Payload,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Digest {
        let body = network.body(by: id(author), payload)
        let outcome = append(body)
        if case .applied = outcome {
        } else {
            Issue.record("\(author) \(payload.kind): \(outcome)", sourceLocation: sourceLocation)
        }
        return Digest(sha256: body.canonicalBytes())
    }

    /// Why an event would be refused now, as the name of the reason; `ok` when it would not.
    func refusal(_ author: String, _ payload: Payload) -> String {
        do throws(Refusal) {
            try network.check(network.body(by: id(author), payload))
            return "ok"
        } catch {
            return error.reason.name
        }
    }

    /// Lets a number of ticks pass.
    mutating func tick(_ count: Int = 1) {
        for _ in 0..<count { must("tim", .tick(TickVote(tick: network.tick + 1))) }
    }

    /// Lets ticks pass until the given one.
    mutating func tick(to tick: Tick) {
        while network.tick < tick { self.tick() }
    }

    mutating func attest(_ blobs: String...) {
        must("cus", .blobAttest(BlobAttest(blobs: blobs.map(blob))))
    }

    func balance(_ name: String) -> Credits { network.books[.balance(id(name))] }

    func reputation(_ name: String) -> ReputationUnits? {
        network.participants[id(name)]?.reputation
    }

    /// The sentences of the last event's effects.
    var sentences: String { effects.map { "\($0.rule): \($0.text)" }.joined(separator: "\n") }
}

/// The key of a name: any 32 bytes do, since nobody checks signatures here.
func id(_ name: String) -> ParticipantID { ParticipantID(Digest(sha256: Array(name.utf8))) }

/// The digest of a blob of a name.
func blob(_ name: String) -> Digest { Digest(sha256: Array("blob \(name)".utf8)) }

/// Sixteen bytes for a name: a secret or a salt.
func secret(_ name: String) -> [UInt8] { Array(Digest(sha256: Array(name.utf8)).bytes.prefix(16)) }

/// One of many secrets of a name, in the order in which a verifier shows them.
func secret(_ name: String, _ number: Int) -> [UInt8] {
    secret(number == 0 ? name : "\(name) \(number)")
}

// Tasks, shortened: a task costs 1000 credits (100 steps of 10^7 operations at 1000 credits per
// 10^9), its segments are ten steps long.
extension World {
    static func submission(
        steps: Int64 = 100,
        fee: Credits = 1200,
        mode: ReplayMode = .exact
    ) -> TaskSubmit {
        TaskSubmit(
            specification: blob("specification"),
            dataset: blob("dataset"),
            steps: steps,
            checkpointInterval: 10,
            flopsPerStep: 10_000_000,
            mode: mode,
            fee: fee
        )
    }

    static func profile(_ task: TaskID, threshold: Int64 = 0) -> TaskProfile {
        TaskProfile(
            task: task,
            threshold: threshold,
            samples: blob("samples"),
            sampleCount: 8,
            maximum: threshold,
            quantile: threshold
        )
    }

    static func proof(
        _ task: TaskID,
        steps: Int64 = 100,
        result: String = "result",
        outcome: RunOutcome = .completed
    ) -> ProofAppend {
        ProofAppend(
            task: task,
            steps: steps,
            segments: (steps - 1) / 10 + 1,
            outcome: outcome,
            content: .published(Self.result(result))
        )
    }

    static func result(_ name: String) -> RunResult {
        RunResult(proof: blob("proof \(name)"), finalCheckpoint: blob("final \(name)"))
    }

    mutating func enlist(_ verifiers: String..., deposit: Credits = 500) {
        for verifier in verifiers {
            let commitment = Commitments.secret(secret(verifier))
            must(
                verifier,
                .verifierEnlist(VerifierEnlist(deposit: deposit, secretCommitment: commitment))
            )
        }
    }

    /// A task that is open, profiled by `val`.
    mutating func openTask(
        _ submission: TaskSubmit = World.submission(),
        threshold: Int64 = 0
    ) -> TaskID {
        attest(
            "specification",
            "dataset",
            "samples",
            "proof result",
            "final result",
            "evidence"
        )
        if network.participants[id("val")]?.verifier == nil { enlist("val") }
        let task = TaskID(must("sub", .taskSubmit(submission)))
        must("val", .taskProfile(Self.profile(task, threshold: threshold)))
        tick(to: network.tick + network.parameters.profileWindow)
        return task
    }

    /// A task that `sol` has accepted.
    mutating func acceptedTask(commitment: Digest? = nil, mode: ReplayMode = .exact) -> TaskID {
        let task = openTask(
            Self.submission(mode: mode),
            threshold: mode == .exact ? 0 : 1_000_000
        )
        must(
            "sol",
            .taskAccept(TaskAccept(task: task, deposit: 500, secretCommitment: commitment))
        )
        tick()
        return task
    }

    /// A task whose proof `ver`, the only free verifier, is drawn to verify.
    mutating func drawnTask(mode: ReplayMode = .exact, steps: Int64 = 100) -> TaskID {
        let task = acceptedTask(mode: mode)
        must("val", .verifierWithdraw(VerifierWithdraw()))
        if network.participants[id("ver")]?.verifier == nil { enlist("ver") }
        let outcome: RunOutcome = steps == 100 ? .completed : .diverged
        must("sol", .proofAppend(Self.proof(task, steps: steps, outcome: outcome)))
        tick(2)
        return task
    }

    /// A verdict that covers all segments; all distances are the same.
    func verdict(
        _ task: TaskID,
        by verifier: String = "ver",
        distance: Int64 = 0,
        accepted: Bool? = nil
    ) -> Verdict {
        let segments = network.tasks[task]?.phase.proof?.segments ?? 1
        let threshold = network.tasks[task]?.profile?.published.threshold ?? 0
        return Verdict(
            task: task,
            secret: secret(verifier, verifierSecrets(on: task, verifier)),
            nextCommitment: Commitments.secret(
                secret(verifier, verifierSecrets(on: task, verifier) + 1)
            ),
            accepted: accepted ?? (distance <= threshold),
            findings: (0..<segments).map { Finding(segment: $0, distance: distance) },
            largest: [0],
            threshold: threshold
        )
    }

    /// How many of its secrets a verifier has shown before it is drawn for a task.
    private func verifierSecrets(on task: TaskID, _ verifier: String) -> Int {
        guard case .verifying(_, _, .drawn(let drawn))? = network.tasks[task]?.phase else {
            return 0
        }
        let shown = (0..<100).first {
            Commitments.secret(secret(verifier, $0)) == drawn.commitment
        }
        return shown ?? 0
    }

    /// The verdict of a judge who stands in; it covers all segments.
    func verdictOfJudge(_ task: TaskID, accepted: Bool = true) -> Verdict {
        let verdict = verdict(task)
        return Verdict(
            task: task,
            secret: [],
            nextCommitment: nil,
            accepted: accepted,
            findings: verdict.findings,
            largest: verdict.largest,
            threshold: verdict.threshold
        )
    }

    /// A task with a verdict by `ver`, whose challenge window is open.
    mutating func judgedTask(distance: Int64 = 0, mode: ReplayMode = .exact) -> TaskID {
        let task = drawnTask(mode: mode)
        must("ver", .verdict(verdict(task, distance: distance)))
        return task
    }
}
