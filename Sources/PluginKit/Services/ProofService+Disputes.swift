public import Digests
public import Network
import Proofs
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
        let isProfileSound = try await recheckProfile(of: task, drawing: &draws)
        return TaskAudit(
            task: id,
            mode: task.submission.mode,
            report: report,
            reported: reported,
            verdictAccepts: verdictAccepts,
            profileSamplesChecked: isProfileSound == nil ? 0 : 1,
            profileSamplesFaulty: isProfileSound == false ? 1 : 0
        )
    }

    /// Measures one drawn sample of a task's profile again; whether the profile is as it must be, or
    /// nothing when there is none.
    private func recheckProfile(
        of task: TaskRecord,
        drawing draws: inout Draws
    ) async throws -> Bool? {
        guard let published = task.profile?.published else { return nil }
        do {
            let profiler = profiler(for: try await context(of: task.id))
            let profile = try await profileDocument(published)
            guard !profile.samples.isEmpty else { return false }
            let index = Int(draws.next(below: UInt64(profile.samples.count)))
            return try await Computation.run {
                try profiler.covers(profile)
                    && profiler.remeasure(sample: index, of: profile) == profile.samples[index]
                    && profile.threshold.units == published.threshold
            }
        } catch ServiceError.malformedBlob {
            return false
        }
    }

    private func profileDocument(_ published: TaskProfile) async throws -> ThresholdProfile {
        do {
            return try ThresholdProfile(canonicalBytes: await tensors.bytes(of: published.samples))
        } catch let error as DocumentError {
            throw ServiceError.malformedBlob(published.samples, "it is not a profile: \(error)")
        }
    }

    /// A challenge against a task's verdict: what the caller found, or what an audit finds.
    ///
    /// - Throws: ``ServiceError/parameter(pointer:expected:got:)`` for a segment that the proof does
    ///   not have: such a challenge could never be revealed.
    public func doubt(
        _ id: TaskID,
        segment: Int64?,
        found: ReplayFound?,
        drawing seed: Digest
    ) async throws -> Doubt {
        let task = try network.task(id)
        let (solving, record) = try presentProof(of: task)
        if let segment, !(0..<record.segments).contains(segment) {
            throw ServiceError.parameter(
                pointer: "/segment",
                expected: "a segment in 0...\(record.segments - 1)",
                got: "\(segment)"
            )
        }
        if let found { return Doubt(target: .verdict(id), segment: segment, found: found) }
        guard let segment else {
            return try await audit(id, drawing: seed, progress: .silent).doubt
        }
        let (report, _) = try await check(
            record,
            of: solving,
            in: task,
            plan: { VerificationPlan(for: $0, drawn: [Int(segment)], largestCount: 0) }
        )
        let finding = report.findings.first { $0.segment == segment }
        return Doubt(of: id, finding, in: task.submission.mode)
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

    private func opinion(
        onProfileOf id: TaskID,
        _ revealed: RevealedChallenge
    ) async throws -> Opinion {
        let context = try await context(of: id)
        guard let published = context.task.profile?.published else {
            throw ServiceError.notYet(task: id, "it has no profile")
        }
        let profile = try await profileDocument(published)
        let profiler = profiler(for: context)
        let index = revealed.segment.map { Int($0) } ?? 0
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
