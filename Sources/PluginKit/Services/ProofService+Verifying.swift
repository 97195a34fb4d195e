import Graphs
import JSON
import Ledger
public import Network
public import Proofs
import Tensors
import Training

// What a verifier computes: the draw and the replay.

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
        guard let task = state.tasks[id] else { throw ServiceError.unknownTask(id) }
        guard case .verifying(let solving, let proof, let verification) = task.phase else {
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
        return SegmentDraw(
            task: task,
            solving: solving,
            record: proof,
            secret: secret,
            isJudge: isJudge,
            segments: segments.map { Int($0) },
            largestCount: Int(min(state.parameters.largestSegments, proof.segments))
        )
    }

    /// The segments of a proof that a draw wants replayed.
    public func plan(for draw: SegmentDraw) async throws -> VerificationPlan {
        draw.plan(for: try await proof(draw.record))
    }

    /// Checks a drawn proof and replays the segments of the draw.
    ///
    /// - Parameter executor: what replays them instead of the built-in trainer, by name.
    public func verify(
        _ draw: SegmentDraw,
        by executor: String? = nil,
        progress: ProgressReporter
    ) async throws -> CheckedProof {
        let (report, plan) = try await check(
            draw.record,
            of: draw.solving,
            in: draw.task,
            plan: draw.plan(for:),
            by: executor,
            progress: progress
        )
        let evidence = try await tensors.store(report.json.canonicalBytes())
        return CheckedProof(task: draw.task.id, plan: plan, report: report, evidence: evidence)
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

    /// Checks a proof and replays the segments of a plan.
    ///
    /// Blobs that are no specification or no proof, or not there, or that nobody could train, are the
    /// fault of those who cited them: they fail the check of the form (with no plan), so that whoever
    /// must give a verdict can.
    func check(
        _ record: ProofRecord,
        of solving: Solving,
        in task: TaskRecord,
        plan: (Proof) -> VerificationPlan,
        by executor: String? = nil,
        progress: ProgressReporter = .silent
    ) async throws -> (report: VerificationReport, plan: VerificationPlan?) {
        do {
            let context = try await context(of: task.id)
            let proof = try await proof(record)
            let plan = plan(proof)
            let report = try await replay(
                plan,
                of: proof,
                by: solving,
                in: context,
                executor: executor,
                progress: progress
            )
            return (report, plan)
        } catch {
            guard let reason = Self.fault(behind: error) else { throw error }
            let report = VerificationReport.malformed(
                reason,
                threshold: task.threshold,
                steps: Int(record.steps)
            )
            return (report, nil)
        }
    }

    /// What is wrong with what somebody cited or specified, if that is why something cannot be
    /// computed: then it cannot be computed anywhere, whoever tries.
    static func fault(behind error: any Error) -> String? {
        switch error {
        case ServiceError.malformedBlob(let blob, let reason):
            "the blob \(blob) cannot be used: \(reason)"
        case ServiceError.specification(let reason): reason
        case TrainingError.cancelled: nil
        case let error as TrainingError: error.description
        case let error as GraphError: error.description
        case let error as ProfileError: error.description
        case BlobError.tooLarge(let byteCount, let most):
            "it comes to a blob of \(byteCount) bytes, and one has \(most) at most"
        default: nil
        }
    }

    private func replay(
        _ plan: VerificationPlan,
        of proof: Proof,
        by solving: Solving,
        in context: TaskContext,
        executor: String?,
        progress: ProgressReporter
    ) async throws -> VerificationReport {
        let binding = try binding(of: solving, in: context)
        let inherited = try await inherited(context)
        let attested = try network.state.blobs
        var replays: [Int: SegmentReplay] = [:]
        if let executor {
            replays = try await self.replays(
                of: plan,
                of: proof,
                by: executor,
                binding,
                in: context,
                progress: progress
            )
        }
        let executed = replays
        return try await Computation.run {
            let verification = try Verification(
                specification: context.specification,
                dataset: context.dataset,
                binding: binding,
                threshold: context.threshold,
                execution: self.tensors.execution,
                inherited: inherited
            )
            return try verification.run(on: proof, plan: plan, replays: executed) {
                replayed,
                segments in
                progress.report(step: replayed, of: segments)
            } reading: { checkpoint in
                do throws(BlobError) {
                    return try self.tensors.bytes(of: checkpoint)
                } catch .missing where attested[checkpoint] == nil {
                    throw ServiceError.malformedBlob(checkpoint, "nobody has it (rule L3)")
                }
            }
        }
    }
}

/// What a verifier must replay.
public struct SegmentDraw: Sendable {
    let task: TaskRecord
    let solving: Solving
    let record: ProofRecord
    /// The secret that, with the beacon, drew the segments; empty for a judge who stands in.
    public let secret: [UInt8]
    /// Whether a judge stands in, who draws without secrets.
    public let isJudge: Bool
    let segments: [Int]
    let largestCount: Int

    /// The largest accepted distance, x 10^-12.
    public var threshold: Int64 { task.threshold.units }

    func plan(for proof: Proof) -> VerificationPlan {
        VerificationPlan(for: proof, drawn: segments, largestCount: largestCount)
    }
}

extension VerificationPlan {
    /// The segments of the largest updates, as an event names them.
    public var largestInOrder: [Int64] { largest.map { Int64($0) }.sorted() }
}
