public import Digests
public import JSON
public import Network
public import Proofs
import Tensors
import Training

// What a verifier computes: the draw, the replay, the threshold.

extension ProofService {
    /// The segments that an identity must replay for a task, and the secret that drew them.
    ///
    /// - Throws: ``ServiceError/notYet(task:_:)`` before the tick that decides, and
    ///   ``ServiceError/notYours(_:)`` when somebody else is drawn.
    public func draw(
        for id: TaskID,
        by identity: Identity,
        notes: NoteService
    ) throws -> SegmentDraw {
        let state = try network.state
        let task = try network.task(id)
        guard case .verifying(_, let proof, let verification) = task.phase else {
            throw ServiceError.notYet(
                task: id,
                "it is \(task.phase.name) where its proof must wait for a verdict"
            )
        }
        let secret: [UInt8]
        let tick: Tick
        let isJudge: Bool
        switch verification {
        case .waiting:
            throw ServiceError.notYet(
                task: id,
                "no verifier is drawn yet; one is at the next tick that finds one free"
            )
        case .drawn(let drawn):
            guard drawn.verifier == identity.participant else {
                throw ServiceError.notYours(
                    "the verifier drawn for task \(id.short) is \(drawn.verifier.short)"
                )
            }
            (secret, tick, isJudge) = (
                try notes.secret(committedTo: drawn.commitment), drawn.segmentsTick, false
            )
        case .judge(let since, _):
            (secret, tick, isJudge) = ([], since + 1, true)
        }
        guard let beacon = state.beacon(at: tick) else {
            throw ServiceError.notYet(
                task: id,
                "the beacon of tick \(tick) draws the segments; let a tick pass"
            )
        }
        let seed = NetworkDraws.segmentSeed(
            network: state.id,
            proof: proof.event,
            secret: secret,
            beacon: beacon
        )
        let segments = NetworkDraws.segments(
            seed: seed,
            drawn: state.parameters.segmentsDrawn,
            of: proof.segments
        )
        let plan = VerificationPlan(
            for: try self.proof(proof),
            drawn: segments.map { Int($0) },
            largestCount: Int(min(state.parameters.largestSegments, proof.segments))
        )
        return SegmentDraw(
            secret: secret,
            nextCommitment: isJudge ? nil : try notes.newSecret(of: identity),
            plan: plan,
            threshold: task.profile?.published.threshold ?? 0
        )
    }

    /// Checks a task's proof and replays the segments of a plan.
    public func verify(
        _ id: TaskID,
        plan: VerificationPlan,
        progress: ProgressReporter
    ) async throws -> CheckedProof {
        let context = try context(of: id)
        let (solving, record) = try presentProof(of: context.task)
        let report = try await check(
            record,
            of: solving,
            in: context,
            plan: plan,
            progress: progress
        )
        let evidence = try tensors.store(report.json.canonicalBytes())
        return CheckedProof(task: id, plan: plan, report: report, evidence: evidence)
    }

    /// The run that a task's verdict is or will be about.
    func presentProof(of task: TaskRecord) throws -> (Solving, ProofRecord) {
        switch task.phase {
        case .verifying(let solving, let proof, _): (solving, proof)
        case .judged(let solving, let proof, _): (solving, proof)
        case .profiling, .open, .solving, .sealed, .closed:
            throw ServiceError.notYet(
                task: task.id,
                "it is \(task.phase.name) where it must have a proof"
            )
        }
    }

    func check(
        _ record: ProofRecord,
        of solving: Solving,
        in context: TaskContext,
        plan: VerificationPlan,
        progress: ProgressReporter = .silent
    ) async throws -> VerificationReport {
        let binding = try binding(of: solving, in: context)
        let inherited = try inherited(context)
        let proof = try proof(record)
        return try await Computation.run {
            let verification = try Verification(
                specification: context.specification,
                dataset: context.dataset,
                binding: binding,
                threshold: context.threshold,
                execution: self.tensors.execution,
                inherited: inherited
            )
            return try verification.run(on: proof, plan: plan) { replayed, segments in
                progress.report(step: replayed, of: segments)
            } reading: {
                try self.tensors.bytes(of: $0)
            }
        }
    }

    /// Measures a task's threshold (rule V3).
    public func profile(
        _ id: TaskID,
        progress: ProgressReporter
    ) async throws -> MeasuredThreshold {
        let context = try context(of: id)
        let profiler = profiler(for: context)
        let profile = try await Computation.run {
            try profiler.profile { measured, segments in
                progress.report(step: measured, of: segments)
            }
        }
        return MeasuredThreshold(
            threshold: profile.threshold.units,
            samples: try tensors.store(profile.canonicalBytes),
            sampleCount: Int64(profile.samples.count),
            maximum: profile.maximum.units,
            quantile: Int64(profile.settings.quantilePerMille)
        )
    }

    /// The profiler of a task.
    ///
    /// What it runs follows from the task's id, so nobody can choose it and
    /// anyone can repeat it.
    func profiler(for context: TaskContext) -> Profiler {
        var beacon = DigestBuilder()
        beacon.update(label: "assay/profile/v1")
        beacon.update(context.task.id.digest)
        return Profiler(
            specification: context.specification,
            dataset: context.dataset,
            beacon: beacon.finalize(),
            execution: tensors.execution
        )
    }
}

/// What a verifier must replay.
public struct SegmentDraw: Sendable {
    /// The secret that, with the beacon, drew the segments; empty for a judge who stands in.
    public let secret: [UInt8]
    /// The commitment to the secret of the next draw; nothing for a judge who stands in.
    public let nextCommitment: Digest?
    /// The segments to replay.
    public let plan: VerificationPlan
    /// The largest accepted distance, x 10^-12.
    public let threshold: Int64
}

extension VerificationPlan {
    /// The segments of the largest updates, as an event names them.
    public var largestInOrder: [Int64] { largest.map { Int64($0) }.sorted() }
}

/// A checked proof.
public struct CheckedProof: Sendable {
    let task: TaskID
    /// What was replayed.
    public let plan: VerificationPlan
    /// What was found.
    public let report: VerificationReport
    /// The blob of the report.
    public let evidence: Digest

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
            if plan.drawn.contains(finding.segment) {
                "drawn"
            } else if plan.largest.contains(finding.segment) {
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

/// A measured threshold.
public struct MeasuredThreshold: Sendable {
    /// The largest accepted distance, x 10^-12.
    public let threshold: Int64
    /// The blob of the published samples.
    public let samples: Digest
    /// Their number.
    public let sampleCount: Int64
    /// The largest error among them, x 10^-12.
    public let maximum: Int64
    /// Which quantile of the errors the threshold was made from, in thousandths.
    public let quantile: Int64
}
