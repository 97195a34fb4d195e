public import Digests
public import Network
public import Proofs
import Tensors
import Training

// What whistleblowers and judges compute: replays of what others say they have checked.

extension ProofService {
    /// Replays what a verdict rests on, some segments of the auditor's own drawing, and one sample
    /// of the profile.
    ///
    /// - Parameter seed: what the auditor's own segments are drawn from.
    public func audit(
        _ id: TaskID,
        drawing seed: Digest,
        progress: ProgressReporter
    ) async throws -> TaskAudit {
        let context = try context(of: id)
        let (solving, record) = try presentProof(of: context.task)
        let proof = try proof(record)
        var reported: [Int: Int64] = [:]
        var verdictAccepts: Bool?
        if case .judged(_, _, let judgement) = context.task.phase {
            verdictAccepts = judgement.accepted
            for finding in judgement.findings { reported[Int(finding.segment)] = finding.distance }
        }
        var draws = Draws(seed: seed)
        let count = Int(try network.state.parameters.segmentsDrawn)
        let own = draws.sample(count, of: proof.segmentCount)
        let plan = VerificationPlan(
            for: proof,
            drawn: Array(Set(reported.keys).union(own)).sorted(),
            largestCount: 1
        )
        let report = try await check(
            record,
            of: solving,
            in: context,
            plan: plan,
            progress: progress
        )
        let sample = try await recheckProfile(of: context, drawing: &draws)
        return TaskAudit(
            report: report,
            reported: reported,
            verdictAccepts: verdictAccepts,
            threshold: context.threshold.units,
            profileSamplesChecked: sample == nil ? 0 : 1,
            profileSamplesFaulty: sample == false ? 1 : 0
        )
    }

    /// Measures one drawn sample of a task's profile again; whether it is as published, or nothing
    /// when there is no profile.
    private func recheckProfile(
        of context: TaskContext,
        drawing draws: inout Draws
    ) async throws -> Bool? {
        guard let published = context.task.profile?.published else { return nil }
        let profile = try profileDocument(published)
        let index = Int(draws.next(below: UInt64(profile.samples.count)))
        let profiler = profiler(for: context)
        let again = try await Computation.run {
            try profiler.remeasure(sample: index, of: profile)
        }
        return again == profile.samples[index] && profile.threshold.units == published.threshold
    }

    private func profileDocument(_ published: TaskProfile) throws -> ThresholdProfile {
        do {
            return try ThresholdProfile(canonicalBytes: tensors.bytes(of: published.samples))
        } catch let error as DocumentError {
            throw ServiceError.malformedBlob(published.samples, "it is not a profile: \(error)")
        }
    }

    /// A challenge against a task's verdict: what the caller found, or what an audit finds.
    public func doubt(
        _ id: TaskID,
        segment: Int64?,
        found: ReplayFound?,
        drawing seed: Digest
    ) async throws -> Doubt {
        let target = ChallengeTarget.verdict(id)
        if let found { return Doubt(target: target, segment: segment, found: found) }
        let context = try context(of: id)
        let (solving, record) = try presentProof(of: context.task)
        let report: VerificationReport
        if let segment {
            let plan = VerificationPlan(
                for: try proof(record),
                drawn: [Int(clamping: segment)],
                largestCount: 0
            )
            report = try await check(record, of: solving, in: context, plan: plan)
        } else {
            report = try await audit(id, drawing: seed, progress: .silent).report
        }
        let finding =
            report.findings.first { finding in segment.map { finding.segment == $0 } ?? false }
            ?? report.findings.first { $0.failed != nil } ?? report.findings.first
        let own: ReplayFound =
            if context.specification.mode == .exact, let end = finding?.endState {
                .endHash(end)
            } else {
                .distance(finding?.distance.units ?? 0)
            }
        return Doubt(target: target, segment: finding.map { Int64($0.segment) }, found: own)
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
        let context = try context(of: id)
        guard case .judged(let solving, let record, let judgement) = context.task.phase else {
            throw ServiceError.notYet(task: id, "it is \(context.task.phase.name), not judged")
        }
        let proof = try proof(record)
        let segments =
            revealed.segment.map { [Int(clamping: $0)] }
            ?? judgement.findings.map { Int($0.segment) }
        let plan = VerificationPlan(for: proof, drawn: segments, largestCount: 0)
        let report = try await check(
            record,
            of: solving,
            in: context,
            plan: plan,
            progress: progress
        )
        let isBorderline =
            report.check.map { $0 == .replay } ?? true
            && Self.isBorderline(report.distance.units, threshold: context.threshold.units)
        let finding: RulingFinding =
            if isBorderline {
                .inconclusive
            } else {
                report.accepted == judgement.accepted ? .wrong : .right
            }
        return Opinion(
            finding: finding,
            found: Self.found(report, segment: revealed.segment),
            segment: revealed.segment,
            distance: report.distance.units,
            threshold: context.threshold.units,
            text: Self.words(report, accepted: judgement.accepted, finding)
        )
    }

    /// Between a tenth of the threshold and the threshold nobody can say who is right (rule C2).
    private static func isBorderline(_ distance: Int64, threshold: Int64) -> Bool {
        threshold > 0 && distance > threshold / 10 && distance <= threshold
    }

    private static func found(_ report: VerificationReport, segment: Int64?) -> ReplayFound? {
        guard let segment else { return nil }
        guard let finding = report.findings.first(where: { $0.segment == segment }) else {
            return nil
        }
        if report.threshold == .zero, let end = finding.endState { return .endHash(end) }
        return .distance(finding.distance.units)
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

    private func opinion(
        onProfileOf id: TaskID,
        _ revealed: RevealedChallenge
    ) async throws -> Opinion {
        let context = try context(of: id)
        guard let published = context.task.profile?.published else {
            throw ServiceError.notYet(task: id, "it has no profile")
        }
        let profile = try profileDocument(published)
        let profiler = profiler(for: context)
        let index = revealed.segment.map { Int(clamping: $0) } ?? 0
        // A sample that the profile does not have cannot be wrong; one that it should have is.
        let stated = profile.samples.indices.contains(index) ? profile.samples[index] : nil
        let again = try await Computation.run { () -> ThresholdProfile.Sample? in
            guard stated != nil, try profiler.covers(profile) else { return nil }
            return try profiler.remeasure(sample: index, of: profile)
        }
        let isSound =
            again != nil && again == stated && profile.threshold.units == published.threshold
        return Opinion(
            finding: isSound ? .wrong : .right,
            found: again.map { .distance($0.error.units) },
            segment: revealed.segment,
            distance: again?.error.units,
            threshold: published.threshold,
            text: isSound
                ? "The challenger is wrong: sample \(index) measures as it was published."
                : "The challenger is right: sample \(index) does not measure as it was published."
        )
    }
}

/// What an audit of a task found.
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

    /// The auditor's own check.
    public let report: VerificationReport
    let reported: [Int: Int64]
    let verdictAccepts: Bool?
    /// The largest accepted distance, x 10^-12.
    public let threshold: Int64
    /// How many samples of the profile were measured again.
    public let profileSamplesChecked: Int
    /// How many of them are not as published.
    public let profileSamplesFaulty: Int

    /// Whether the auditor would have given the same verdict.
    public var agrees: Bool {
        profileSamplesFaulty == 0 && report.accepted == (verdictAccepts ?? true)
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
