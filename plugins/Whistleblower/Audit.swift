import JSON
import Network
import PluginKit
import Proofs

/// `whistleblower.audit`: replays what a verifier says it checked, some segments of the auditor's
/// own drawing, and one sample of the profile.
struct Audit: Method {
    static let name = "whistleblower.audit"
    static let scheduling = Scheduling.long
    let services: Services

    func call(_ parameters: TaskParameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let audit = try await services.proofs.audit(
            parameters.task,
            drawing: try services.notes.auditSeed(
                of: identity,
                for: parameters.task,
                in: services.network.state
            ),
            progress: context.progress
        )
        return [
            "task": .id(parameters.task),
            "agrees": .bool(audit.agrees),
            "findings": .array(
                audit.findings.map { finding in
                    [
                        "segment": .count(finding.segment),
                        "reported": .optional(finding.reported.map { .trillionths($0) }),
                        "found": .trillionths(finding.found),
                        "threshold": .trillionths(audit.threshold),
                        "faulty": .bool(finding.isFaulty),
                    ]
                }
            ),
            "profile": [
                "checked": .count(audit.profileSamplesChecked),
                "faulty": .count(audit.profileSamplesFaulty),
            ],
        ]
    }
}
