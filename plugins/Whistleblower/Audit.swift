import JSON
import Network
import PluginKit
import Proofs

/// `whistleblower.audit`: replays what a verifier says it checked, some segments of the auditor's
/// own drawing, and one sample of the profile.
///
/// Before there is a run, it is the profile alone.
struct Audit: Method {
    static let name = "whistleblower.audit"
    static let scheduling = Scheduling.long
    let services: Services

    func call(_ parameters: TaskParameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let seed = try services.notes.auditSeed(
            of: identity,
            for: parameters.task,
            in: services.network.state
        )
        let target = try services.proofs.wordInDoubt(of: parameters.task)
        var verdict: TaskAudit?
        if case .verdict = target {
            verdict = try await services.proofs.auditVerdict(
                of: parameters.task,
                drawing: seed,
                progress: context.progress
            )
        }
        let profile = try await services.proofs.auditProfile(of: parameters.task, drawing: seed)
        return [
            "task": .id(parameters.task),
            "target": .string(target.kind),
            "agrees": .bool(profile.isSound && verdict?.contradictsVerdict != true),
            "findings": .array(verdict.map { Self.findings(of: $0) } ?? []),
            "profile": ["checked": 1, "faulty": .count(profile.isSound ? 0 : 1)],
        ]
    }

    private static func findings(of audit: TaskAudit) -> [JSONValue] {
        audit.findings.map { finding in
            [
                "segment": .count(finding.segment),
                "reported": .optional(finding.reported.map { .trillionths($0) }),
                "found": .trillionths(finding.found),
                "threshold": .trillionths(audit.threshold),
                "faulty": .bool(finding.isFaulty),
            ]
        }
    }
}
