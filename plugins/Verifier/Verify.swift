import JSON
import Network
import PluginKit
import Proofs

/// `verifier.verify`: replays the segments that the beacon drew and those of the largest updates,
/// and appends the verdict (rules V2 and V3).
struct Verify: Method {
    struct Parameters: JSONDecodable, Sendable {
        let task: TaskID
        let executor: String?
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            task = try fields.id("task")
            executor = try fields.optional("executor")?.string()
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "verifier.verify"
    static let scheduling = Scheduling.long
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let draw = try services.proofs.draw(
            for: parameters.task,
            by: identity,
            notes: services.notes
        )
        let checked = try await services.proofs.verify(
            draw,
            by: parameters.executor,
            progress: context.progress
        )
        let report = checked.report
        let appended = try await services.append(
            on: draw,
            citing: [checked.evidence],
            as: identity
        ) { nextCommitment in
            Verdict(
                task: parameters.task,
                secret: draw.secret,
                nextCommitment: nextCommitment,
                accepted: report.accepted,
                check: checked.failedCheck,
                findings: checked.findings,
                largest: checked.largest,
                threshold: checked.threshold,
                evidence: checked.evidence
            )
        }
        return checked.summary.adding(appended)
    }
}
