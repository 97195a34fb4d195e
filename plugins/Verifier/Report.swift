import JSON
import Network
import PluginKit
import Proofs

/// `verifier.report`: hands in a verdict that was reached elsewhere.
///
/// The host does not ask whether anything was replayed; that is what whistleblowers are for.
struct Report: Method {
    struct Parameters: JSONDecodable, Sendable {
        let task: TaskID
        let accepted: Bool
        let findings: [Finding]?
        let failedCheck: String?
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            task = try fields.id("task")
            accepted = try fields.required("accepted").bool()
            if let reader = fields.optional("findings") {
                var findings: [Finding] = []
                for element in try reader.elements(count: 0...Verdict.findingsMax) {
                    findings.append(try Self.finding(element))
                }
                self.findings = findings
            } else {
                findings = nil
            }
            failedCheck = try fields.optional("failedCheck")?.string()
            identity = try fields.identityName()
            try fields.finish()
        }

        private static func finding(_ json: JSONReader) throws(JSONDecodingError) -> Finding {
            var fields = try json.object()
            let segment = try fields.required("segment").integer(in: 0...Int64.max)
            let distance = try fields.required("distance")
            guard let units = Trillionths.units(roundingUp: try distance.number()) else {
                throw distance.failure(expected: "a distance of at least zero")
            }
            try fields.finish()
            return Finding(segment: segment, distance: units)
        }
    }

    static let name = "verifier.report"
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let draw = try services.proofs.draw(
            for: parameters.task,
            by: identity,
            notes: services.notes
        )
        // A check that failed before any replay asks for none, and what fails may be no proof at all.
        let isReplayed = parameters.failedCheck == nil
        let plan = isReplayed ? try await services.proofs.plan(for: draw) : nil
        let untouched = plan?.segments.map { Finding(segment: Int64($0), distance: 0) }
        let appended = try await services.append(on: draw, as: identity) { nextCommitment in
            Verdict(
                task: parameters.task,
                secret: draw.secret,
                nextCommitment: nextCommitment,
                accepted: parameters.accepted,
                check: parameters.failedCheck,
                findings: parameters.findings ?? untouched ?? [],
                largest: plan?.largestInOrder ?? [],
                threshold: draw.threshold,
                evidence: nil
            )
        }
        let result: JSONObject = [
            "task": .id(parameters.task), "accepted": .bool(parameters.accepted),
        ]
        return result.adding(appended)
    }
}
