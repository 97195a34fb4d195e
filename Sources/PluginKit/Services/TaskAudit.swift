import Network
public import Proofs
import Training

/// What an audit of a task's proof found.
public struct TaskAudit: Sendable {
    /// One replayed segment.
    public struct SegmentFinding: Sendable {
        /// The segment, counted from 0.
        public let segment: Int
        /// The distance that the verdict reports, x 10^-12; nothing for a segment it leaves out.
        public let reported: Int64?
        /// The distance that the audit found, x 10^-12.
        public let found: Int64
        /// Whether the segment fails a check.
        public let isFaulty: Bool
    }

    let task: TaskID
    let mode: ReplayMode
    /// The auditor's own check.
    public let report: VerificationReport
    let reported: [Int: Int64]
    let verdictAccepts: Bool?

    /// The largest accepted distance, x 10^-12.
    public var threshold: Int64 { report.threshold.units }

    /// Whether the auditor would have given another verdict.
    public var contradictsVerdict: Bool { report.accepted != (verdictAccepts ?? true) }

    /// A challenge against the verdict, on the first segment that fails a check, rather one that the
    /// verifier has vouched for, so that it loses its stake, too; of a proof that passes them all, on
    /// the one that the verdict speaks against most.
    public var doubt: Doubt {
        let accused = report.findings.max {
            (reported[$0.segment] ?? 0) < (reported[$1.segment] ?? 0)
        }
        let faulty = report.findings.filter { $0.failed != nil }
        let finding = faulty.first { reported[$0.segment] != nil } ?? faulty.first ?? accused
        return Doubt(of: task, finding, in: mode)
    }

    /// The replayed segments.
    public var findings: [SegmentFinding] {
        report.findings.map { finding in
            SegmentFinding(
                segment: finding.segment,
                reported: reported[finding.segment],
                found: finding.distance.units,
                isFaulty: finding.failed != nil
            )
        }
    }
}

extension Doubt {
    /// A challenge against a verdict with what a replay found; without a segment it is about a check
    /// that fails for the whole proof.
    init(of task: TaskID, _ finding: VerificationReport.Finding?, in mode: ReplayMode) {
        self.init(
            target: .verdict(task),
            segment: finding.map { Int64($0.segment) },
            found: finding.map { ReplayFound($0, in: mode) } ?? .distance(0)
        )
    }
}

extension ReplayFound {
    /// What a replay found, as events say it: in exact mode the end itself, where there is one.
    init(_ finding: VerificationReport.Finding, in mode: ReplayMode) {
        if mode == .exact, let end = finding.endState {
            self = .endHash(end)
        } else {
            self = .distance(finding.distance.units)
        }
    }
}
