public import Digests
public import Network
import Proofs
import Tensors
import Training

// What whistleblowers and judges compute: replays of what others say they have checked.

extension ProofService {
    /// What of a task can be challenged at present: the profile while nobody may accept it, then the
    /// verdict.
    public func wordInDoubt(of id: TaskID) throws -> ChallengeTarget {
        let task = try network.task(id)
        if case .open = task.phase, task.profile?.isFinal == false { return .profile(id) }
        return .verdict(id)
    }

    /// Replays what a verdict rests on, and some segments of the auditor's own drawing.
    ///
    /// - Parameter seed: what the auditor's own segments are drawn from.
    public func auditVerdict(
        of id: TaskID,
        drawing seed: Digest,
        progress: ProgressReporter
    ) async throws -> TaskAudit {
        let task = try network.task(id)
        let (solving, record) = try presentProof(of: task)
        var reported: [Int: Int64] = [:]
        var verdictAccepts: Bool?
        if case .judged(_, _, let judgement) = task.phase {
            verdictAccepts = judgement.accepted
            for finding in judgement.findings { reported[Int(finding.segment)] = finding.distance }
        }
        var draws = Draws(seed: seed)
        let own = draws.sample(
            Int(try network.state.parameters.segmentsDrawn),
            of: Int(record.segments)
        )
        let segments = Set(reported.keys).union(own).sorted()
        let (report, _) = try await check(
            record,
            of: solving,
            in: task,
            plan: { VerificationPlan(for: $0, drawn: segments, largestCount: 1) },
            progress: progress
        )
        return TaskAudit(
            task: id,
            mode: task.submission.mode,
            report: report,
            reported: reported,
            verdictAccepts: verdictAccepts
        )
    }

    /// A challenge against a task's profile or verdict, whichever can be challenged: what the caller
    /// found, or what an audit finds.
    ///
    /// - Parameter segment: of a verdict the segment, of a profile the sample.
    /// - Throws: ``ServiceError/parameter(pointer:expected:got:)`` for a segment or sample that there
    ///   is not: such a challenge could never be revealed. Also when the host is to look itself and
    ///   finds nothing wrong: such a challenge is lost.
    public func doubt(
        _ id: TaskID,
        segment: Int64?,
        found: ReplayFound?,
        drawing seed: Digest,
        progress: ProgressReporter
    ) async throws -> Doubt {
        let task = try network.task(id)
        let target = try wordInDoubt(of: id)
        let places: Int64
        switch target {
        case .verdict: places = try presentProof(of: task).1.segments
        case .profile: places = task.profile?.published.sampleCount ?? 0
        }
        if let segment, !(0..<places).contains(segment) {
            throw ServiceError.parameter(
                pointer: "/segment",
                expected: "a \(target.placeName) in 0...\(places - 1)",
                got: "\(segment)"
            )
        }
        if let found { return Doubt(target: target, segment: segment, found: found) }
        let doubt: Doubt?
        switch (segment, target) {
        case (nil, _):
            doubt = try await auditedDoubt(target, drawing: seed, progress: progress)
        case (let segment?, .verdict):
            doubt = try await self.doubt(onVerdictOf: task, segment)
        case (let segment?, .profile):
            let audit = try await auditProfile(of: id, sample: Int(segment), drawing: seed)
            doubt = audit.isSound ? nil : audit.doubt
        }
        guard let doubt else {
            throw ServiceError.parameter(
                pointer: segment == nil ? "/task" : "/segment",
                expected:
                    "what shows that the \(target.kind) is wrong, or what was found elsewhere",
                got: "nothing that this host finds wrong"
            )
        }
        return doubt
    }

    /// What an audit finds wrong with a profile or verdict, if anything.
    ///
    /// - Parameter seed: what the auditor's own segments, or its sample, are drawn from.
    public func auditedDoubt(
        _ target: ChallengeTarget,
        drawing seed: Digest,
        progress: ProgressReporter
    ) async throws -> Doubt? {
        switch target {
        case .verdict(let task):
            let audit = try await auditVerdict(of: task, drawing: seed, progress: progress)
            return audit.contradictsVerdict ? audit.doubt : nil
        case .profile(let task):
            let audit = try await auditProfile(of: task, drawing: seed)
            return audit.isSound ? nil : audit.doubt
        }
    }

    /// What a replay of one segment finds, unless it says what the verdict says.
    private func doubt(onVerdictOf task: TaskRecord, _ segment: Int64) async throws -> Doubt? {
        let (solving, record) = try presentProof(of: task)
        let (report, _) = try await check(
            record,
            of: solving,
            in: task,
            plan: { VerificationPlan(for: $0, drawn: [Int(segment)], largestCount: 0) }
        )
        if case .judged(_, _, let judgement) = task.phase, judgement.accepted == report.accepted {
            return nil
        }
        let finding = report.findings.first { $0.segment == segment }
        return Doubt(of: task.id, finding, in: task.submission.mode)
    }

    /// What a judge finds about a challenge, by recomputing what it is about (rules C1 and C2).
    public func opinion(
        on challenge: ChallengeRecord,
        progress: ProgressReporter
    ) async throws -> Opinion {
        guard case .revealed(let revealed) = challenge.phase else {
            throw ServiceError.notYet(
                task: challenge.target.task,
                "challenge \(challenge.id.short) must be revealed and undecided"
            )
        }
        switch challenge.target {
        case .verdict(let task):
            return try await opinion(on: task, revealed, progress: progress)
        case .profile(let task):
            return try await opinion(onProfileOf: task, revealed)
        }
    }

    private func opinion(
        on id: TaskID,
        _ revealed: RevealedChallenge,
        progress: ProgressReporter
    ) async throws -> Opinion {
        let task = try network.task(id)
        guard case .judged(let solving, let record, let judgement) = task.phase else {
            throw ServiceError.notYet(task: id, "it is \(task.phase.name), not judged")
        }
        // A rejection rests on any one of its findings: that a single segment is sound refutes none
        // of the others.
        let restsOnAll = revealed.segment == nil || !judgement.accepted
        let others = restsOnAll ? judgement.findings.map { Int($0.segment) } : []
        let segments = others + (revealed.segment.map { [Int($0)] } ?? [])
        let (report, _) = try await check(
            record,
            of: solving,
            in: task,
            plan: { VerificationPlan(for: $0, drawn: segments, largestCount: 0) },
            progress: progress
        )
        let named = report.findings.first { finding in
            revealed.segment.map { finding.segment == $0 } ?? false
        }
        let distance = named?.distance ?? report.distance
        let finding: RulingFinding =
            if !report.accepted {
                judgement.accepted ? .right : .wrong
            } else if Self.isBorderline(distance.units, threshold: report.threshold.units) {
                .inconclusive
            } else {
                judgement.accepted ? .wrong : .right
            }
        return Opinion(
            finding: finding,
            found: named.map { ReplayFound($0, in: task.submission.mode) },
            segment: revealed.segment,
            distance: distance.units,
            threshold: report.threshold.units,
            text: Self.words(report, accepted: judgement.accepted, finding)
        )
    }

    /// Between a tenth of the threshold and the threshold nobody can say who is right (rule C2).
    private static func isBorderline(_ distance: Int64, threshold: Int64) -> Bool {
        threshold > 0 && distance > threshold / 10 && distance <= threshold
    }

    private static func words(
        _ report: VerificationReport,
        accepted: Bool,
        _ finding: RulingFinding
    ) -> String {
        let replay =
            "the replay ends \(report.distance) from the proof where \(report.threshold) is allowed"
        let verdict = "the verdict \(accepted ? "accepted" : "rejected") the proof"
        let reason = report.reason.map { "; \($0)" } ?? ""
        switch finding {
        case .right: return "The challenger is right: \(verdict), but \(replay)\(reason)."
        case .wrong: return "The challenger is wrong: \(verdict), and \(replay)\(reason)."
        case .inconclusive:
            return "Nobody can tell: \(replay), which is between a tenth of it and all of it."
        }
    }
}

/// What a judge thinks of a challenge.
public struct Opinion: Sendable {
    /// Who is right.
    public let finding: RulingFinding
    /// What the judge's replay ended in.
    public let found: ReplayFound?
    /// The segment or sample in dispute.
    public let segment: Int64?
    /// The distance found, x 10^-12.
    public let distance: Int64?
    /// The largest accepted distance, x 10^-12.
    public let threshold: Int64
    /// The reason in a sentence.
    public let text: String
}

extension ChallengeTarget {
    /// What a challenge names one of.
    fileprivate var placeName: String {
        switch self {
        case .verdict: "segment"
        case .profile: "sample"
        }
    }
}
