public import Digests
public import JSON
public import Network
public import Proofs
import Training

/// A checked proof.
public struct CheckedProof: Sendable {
    let task: TaskID
    private let plan: VerificationPlan?
    /// What was found.
    public let report: VerificationReport
    /// The blob of the report.
    public let evidence: Digest

    init(
        task: TaskID,
        plan: VerificationPlan?,
        report: VerificationReport,
        evidence: Digest
    ) {
        self.task = task
        self.plan = plan
        self.report = report
        self.evidence = evidence
    }

    /// The segments of the largest updates, as an event names them.
    public var largest: [Int64] { plan?.largestInOrder ?? [] }

    /// The check that failed and does not show in a distance.
    public var failedCheck: String? {
        report.check.flatMap { $0 == .replay ? nil : $0.rawValue }
    }

    /// The largest accepted distance, x 10^-12.
    public var threshold: Int64 { report.threshold.units }

    /// The distances as an event carries them.
    public var findings: [Finding] {
        report.findings.map {
            Finding(segment: Int64($0.segment), distance: $0.distance.units)
        }
    }

    /// The report as methods answer it.
    public var summary: JSONObject {
        [
            "task": .id(task),
            "accepted": .bool(report.accepted),
            "check": .optional(report.check.map { .string($0.rawValue) }),
            "segment": .optional(report.segment.map { .count($0) }),
            "reason": .optional(report.reason.map { .string($0) }),
            "distance": .trillionths(report.distance.units),
            "threshold": .trillionths(report.threshold.units),
            "findings": .array(report.findings.map { describe($0) }),
            "replayedSteps": .count(report.replayedSteps),
            "fraction": .real(report.fraction),
        ]
    }

    private func describe(_ finding: VerificationReport.Finding) -> JSONValue {
        let reason: JSONValue =
            if plan?.drawn.contains(finding.segment) == true {
                "drawn"
            } else if plan?.largest.contains(finding.segment) == true {
                "largest"
            } else {
                "last"
            }
        return [
            "segment": .count(finding.segment),
            "distance": .trillionths(finding.distance.units),
            "reason": reason,
        ]
    }
}
