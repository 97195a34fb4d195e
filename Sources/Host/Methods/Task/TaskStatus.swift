import JSON
import Network
import PluginKit

/// The parameters of questions about a task.
struct TaskQuestion: JSONDecodable, Sendable {
    let task: TaskID

    init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        task = try fields.id("task")
        try fields.finish()
    }
}

/// `task.status`: where a task stands, and what has to happen next.
struct TaskStatus: Method {
    static let name = "task.status"
    let facilities: Facilities

    func call(_ parameters: TaskQuestion, in context: CallContext) async throws -> JSONObject {
        let state = try facilities.services.network.state
        guard let task = state.tasks[parameters.task] else {
            throw ServiceError.unknownTask(parameters.task)
        }
        let proof = task.phase.proof
        let next = state.nextSteps(on: task.id)
        return [
            "task": .id(task.id),
            "phase": .string(task.phase.word),
            "attempt": .count(task.attempts),
            "submitter": .id(task.submitter),
            "solver": .optional(task.solver.map { .id($0) }),
            "verifiers": .array(
                (proof?.drawn ?? []).map { .id($0) }
            ),
            "fee": .count(task.submission.fee),
            "specification": .hash(task.submission.specification),
            "dataset": .hash(task.submission.dataset),
            "steps": .count(task.submission.steps),
            "checkpointInterval": .count(task.submission.checkpointInterval),
            "mode": .string(task.submission.mode.rawValue),
            "threshold": .optional(
                task.profile.map { .trillionths($0.published.threshold) }
            ),
            "proof": .optional(proof.map { .hash($0.result.proof) }),
            "verdict": verdict(on: task),
            "challenges": .array(
                state.challenges.filter { $0.target.task == task.id }.map { describe($0) }
            ),
            "deadline": .optional(next.first?.until.map { .count($0) }),
            "awaiting": .string(Self.words(for: next, in: state)),
        ]
    }

    private func verdict(on task: TaskRecord) -> JSONValue {
        guard case .judged(_, _, let judgement) = task.phase else { return .null }
        return [
            "accepted": .bool(judgement.accepted),
            "verifier": .id(judgement.verifier),
            "check": .optional(judgement.check.map { .string($0) }),
            "findings": .array(
                judgement.findings.map {
                    ["segment": .count($0.segment), "distance": .trillionths($0.distance)]
                }
            ),
        ]
    }

    private func describe(_ challenge: ChallengeRecord) -> JSONValue {
        let segment: Int64?
        let finding: String?
        switch challenge.phase {
        case .committed: (segment, finding) = (nil, nil)
        case .revealed(let revealed): (segment, finding) = (revealed.segment, nil)
        case .closed(let end): (segment, finding) = (nil, end.rawValue)
        }
        return [
            "challenge": .id(challenge.id),
            "challenger": .id(challenge.challenger),
            "segment": .optional(segment.map { .count($0) }),
            "finding": .optional(finding.map { .string($0) }),
        ]
    }

    /// The next steps as a sentence.
    private static func words(for steps: [NextStep], in state: Network) -> String {
        guard !steps.isEmpty else { return "nothing: the task is closed" }
        let sentences = steps.map { step in
            let until = step.until.map { " until tick \($0)" } ?? ""
            return "\(step.kind) by \(actor(step.by, in: state)) from tick \(step.from)\(until)"
        }
        return sentences.joined(separator: "; or ") + " (now: tick \(state.tick))"
    }

    private static func actor(_ actor: NextStep.Actor, in state: Network) -> String {
        switch actor {
        case .participant(let id): state.participants[id]?.name ?? id.short
        case .anyVerifier: "any enlisted verifier"
        case .anySolver: "any solver"
        case .anyJudge: "a judge"
        case .anyParty: "a party"
        case .timekeepers: "the timekeepers"
        case .anyone: "anyone"
        }
    }
}

extension TaskPhase {
    /// The phase as a word for programs.
    var word: String {
        switch self {
        case .profiling: "profiling"
        case .open: "open"
        case .solving: "solving"
        case .sealed: "sealed"
        case .verifying: "verifying"
        case .judged: "judged"
        case .closed(.paid): "paid"
        case .closed(.refunded): "refunded"
        case .closed(.split): "split"
        }
    }
}

extension TaskRecord {
    /// Who works on it now, or was paid for it.
    var solver: ParticipantID? {
        if case .closed(.paid(let run)) = phase { return run.solver }
        return phase.solving?.solver
    }
}
