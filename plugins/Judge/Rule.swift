import Digests
import JSON
import Network
import PluginKit

/// `judge.rule`: recomputes what is in dispute and rules on it (rules C1, C2 and R3).
struct Rule: Method {
    static let name = "judge.rule"
    static let scheduling = Scheduling.long
    let services: Services

    func call(
        _ parameters: DisputeParameters,
        in context: CallContext
    ) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        switch parameters.dispute {
        case .challenge(let challenge):
            return try await rule(on: challenge, as: identity, progress: context.progress)
        case .claim(let claim):
            return try await rule(on: claim, as: identity)
        }
    }

    private func rule(
        on id: ChallengeID,
        as identity: Identity,
        progress: ProgressReporter
    ) async throws -> JSONObject {
        let challenge = try services.network.challenge(id)
        let opinion = try await services.proofs.opinion(on: challenge, progress: progress)
        let ruling = Ruling(challenge: id, finding: opinion.finding, found: opinion.found)
        let appended = try await services.network.append(.ruling(ruling), as: identity)
        let result: JSONObject = [
            "finding": .string(opinion.finding.rawValue),
            "segment": .optional(opinion.segment.map { .count($0) }),
            "distance": .optional(opinion.distance.map { .trillionths($0) }),
            "threshold": .trillionths(opinion.threshold),
            "text": .string(opinion.text),
        ]
        return result.adding(appended)
    }

    private func rule(on id: ClaimID, as identity: Identity) async throws -> JSONObject {
        let claim = try services.network.claim(id)
        // What the claimant says that the contribution alleges may itself be false.
        let alleged = try services.reputation.content(of: claim.filed.contribution).update
        let finding: ClaimFinding
        let text: String
        switch try await services.reputation.recompute(claim.filed.contribution) {
        case .update(let truth) where truth == alleged:
            finding = .rejected
            text = "The update recomputes to exactly what the contribution alleges."
        case .update(let truth):
            finding = .upheld
            text = "The update recomputes to \(truth.hex), not to the alleged \(alleged)."
        case .impossible(let reason):
            finding = .upheld
            text = "Nobody can compute an update on this block: \(reason)."
        }
        let ruling = ClaimRuling(claim: id, finding: finding)
        let appended = try await services.network.append(.claimRuling(ruling), as: identity)
        let result: JSONObject = ["finding": .string(finding.rawValue), "text": .string(text)]
        return result.adding(appended)
    }
}
