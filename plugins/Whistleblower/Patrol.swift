import Digests
import JSON
import Network
import PluginKit

/// `whistleblower.patrol`: one turn of the autopilot (rule C4).
///
/// Reveals a challenge whose time has come; else joins while an audit is worth its cost, and leaves
/// when too many share the jackpot; else audits a random verdict or profile and challenges it if it is wrong.
struct Patrol: Method {
    struct Parameters: JSONDecodable, Sendable {
        let cost: Credits
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            cost = try fields.optionalInteger("cost", in: 1...Int64.max) ?? 1
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    /// What a turn came to.
    private struct Turn {
        let action: String
        var task: TaskID?
        var challenge: Digest?
        var appended: Appended?
    }

    static let name = "whistleblower.patrol"
    static let scheduling = Scheduling.long
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let threshold = try services.network.state.whistleblowersPaid(atCost: parameters.cost)
        let turn = try await turn(of: identity, threshold: threshold, context.progress)
        return [
            "action": .string(turn.action),
            "active": .count(try services.network.state.whistleblowers.count),
            "threshold": .count(threshold),
            "task": .optional(turn.task.map { .id($0) }),
            "challenge": .optional(turn.challenge.map { .hash($0) }),
            "position": .optional(turn.appended.map { .count($0.position) }),
        ]
    }

    private func turn(
        of identity: Identity,
        threshold: Int64,
        _ progress: ProgressReporter
    ) async throws -> Turn {
        let state = try services.network.state
        for challenge in state.revealableChallenges(by: identity.participant) {
            do {
                return Turn(
                    action: "revealed",
                    task: challenge.target.task,
                    challenge: challenge.id.digest,
                    appended: try await services.reveal(challenge, as: identity)
                )
            } catch ServiceError.forgotten {
                // Committed to from another home, which can open it; there is other work here.
                continue
            }
        }
        let active = Int64(state.whistleblowers.count)
        let isActive = state.whistleblowers.contains(identity.participant)
        if !isActive, active < threshold {
            let deposit = state.parameters.whistleblowerDepositMinimum
            let appended = try await services.enlistWhistleblower(deposit: deposit, as: identity)
            return Turn(action: "enlisted", appended: appended)
        }
        if isActive, active > threshold {
            let withdrawal = Payload.whistleblowerWithdraw(WhistleblowerWithdraw())
            let appended = try await services.network.append(withdrawal, as: identity)
            return Turn(action: "withdrew", appended: appended)
        }
        // Chance keeps whistleblowers from all looking at the same task.
        guard isActive, let word = try unaudited(by: identity, in: state).randomElement() else {
            return Turn(action: "waited")
        }
        return try await audit(word.target, saidIn: word.event, as: identity, progress)
    }

    /// The verdicts and profiles that could be challenged, but for those in which an audit has found
    /// nothing.
    private func unaudited(
        by identity: Identity,
        in state: Network
    ) throws -> [(target: ChallengeTarget, event: Digest)] {
        try state.challengeableWords(by: identity.participant).filter { word in
            try !services.notes.hasAudited(word.event, by: identity)
        }
    }

    private func audit(
        _ target: ChallengeTarget,
        saidIn event: Digest,
        as identity: Identity,
        _ progress: ProgressReporter
    ) async throws -> Turn {
        let task = target.task
        let state = try services.network.state
        let doubt = try await services.proofs.auditedDoubt(
            target,
            drawing: try services.notes.auditSeed(of: identity, for: task, in: state),
            progress: progress
        )
        guard let doubt else {
            try services.notes.rememberAudit(of: event, by: identity)
            return Turn(action: "audited", task: task)
        }
        let appended = try await services.commit(to: doubt, as: identity)
        return Turn(
            action: "challenged",
            task: task,
            challenge: appended.event,
            appended: appended
        )
    }
}
