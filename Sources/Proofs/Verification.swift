public import Digests
import Graphs
public import Tensors
public import Training

/// Checks a proof against what the log says about its task, and replays a part of it.
///
/// All checks are combined into one verdict; there is no check whose failure is only printed. They
/// run in the order of ``VerificationReport/Check``, so one proof always fails for one reason.
public struct Verification: Sendable {
    /// A tolerant run's stated mean loss may differ from the replayed one by one part in this many.
    ///
    /// An exact run's must be equal.
    public static let lossShare: Int64 = 1000

    /// What was to be computed.
    public let specification: WorkSpecification
    /// Whose run of which task is checked.
    public let binding: TaskBinding
    /// The largest accepted distance, made by profiling; zero for an exact task.
    public let threshold: PartsPerTrillion

    private let trainer: Trainer
    private let initial: Digest

    /// A verification of one task's run.
    ///
    /// - Parameter inherited: the parameters that the task starts from, when they do not follow
    ///   from the seeds.
    public init(
        specification: WorkSpecification,
        dataset: CommittedDataset,
        binding: TaskBinding,
        threshold: PartsPerTrillion,
        execution: Execution,
        inherited: [Tensor]? = nil
    ) throws(TrainingError) {
        self.specification = specification
        self.binding = binding
        self.threshold = threshold
        let start = try Checkpoint.initial(
            of: specification,
            seeds: binding.seeds,
            inherited: inherited
        )
        initial = start.digest
        trainer = try Trainer(
            specification: specification,
            dataset: dataset,
            seeds: binding.seeds,
            execution: execution,
            state: start.state
        )
    }

    /// Checks a proof and replays the segments of a plan.
    ///
    /// A lying proof is a verdict, not an error. Throws ``VerificationError`` when a checkpoint's
    /// bytes are not those of its digest (the store is broken, the solver is not to blame),
    /// ``TrainingError`` (also on cancellation), and whatever `read` throws.
    ///
    /// - Parameters:
    ///   - replays: replays by another engine, by segment; they count instead of the trainer's.
    ///   - progress: called with the number of segments that have been replayed.
    ///   - read: gives the bytes of a checkpoint.
    public func run(
        on proof: Proof,
        plan: VerificationPlan,
        replays: [Int: SegmentReplay] = [:],
        progress: (_ replayed: Int, _ of: Int) -> Void = { _, _ in },
        reading read: (Digest) throws -> [UInt8]
    ) throws -> VerificationReport {
        if let fault = fault(in: proof) { return report(on: proof, fault: fault) }
        var findings: [VerificationReport.Finding] = []
        var fault: Fault?
        var replayedSteps = 0
        var trainer = trainer
        let segments = plan.segments
        precondition(
            segments.allSatisfy { (0..<proof.segmentCount).contains($0) },
            "a plan names segments of the proof that it was made for"
        )
        for (count, segment) in segments.enumerated() {
            var replay = SegmentCheck(
                proof: proof,
                segment: segment,
                specification: specification,
                threshold: threshold
            )
            try replay.run(by: &trainer, or: replays[segment], reading: read)
            findings.append(replay.finding)
            replayedSteps += replay.replayedSteps
            // The others are replayed all the same: the evidence is complete.
            fault = fault ?? replay.fault
            progress(count + 1, segments.count)
        }
        fault = fault ?? stopFault(in: proof)
        return report(on: proof, fault: fault, findings: findings, replayedSteps: replayedSteps)
    }

    private func report(
        on proof: Proof,
        fault: Fault?,
        findings: [VerificationReport.Finding] = [],
        replayedSteps: Int = 0
    ) -> VerificationReport {
        VerificationReport(
            accepted: fault == nil,
            check: fault?.check,
            segment: fault?.segment,
            reason: fault?.reason,
            distance: findings.map(\.distance).max() ?? .zero,
            threshold: threshold,
            findings: findings,
            replayedSteps: replayedSteps,
            steps: proof.steps
        )
    }
}

/// A check that failed, and why.
struct Fault {
    let check: VerificationReport.Check
    var segment: Int?
    let reason: String
}

extension Verification {
    /// The first fault that shows without any replay.
    private func fault(in proof: Proof) -> Fault? {
        formFault(in: proof) ?? boundFault(in: proof)
    }

    private func formFault(in proof: Proof) -> Fault? {
        func form(_ reason: String) -> Fault { Fault(check: .form, reason: reason) }
        let interval = specification.checkpointInterval
        guard proof.checkpointInterval == interval else {
            return form("the checkpoint interval is \(proof.checkpointInterval), not \(interval)")
        }
        let limit = specification.steps
        guard (1...limit).contains(proof.steps) else {
            return form("\(proof.steps) steps are stated where the task has \(limit)")
        }
        switch proof.outcome {
        case .completed where proof.steps != limit:
            return form("a completed run has all \(limit) steps, not \(proof.steps)")
        case .stopped where specification.targetLoss == nil:
            return form("the task has no target loss at which a run could stop")
        case .stopped where proof.steps == limit || !proof.steps.isMultiple(of: interval):
            return form("a run stops at a checkpoint before the last step, not at \(proof.steps)")
        case .completed, .stopped, .diverged:
            break
        }
        let ends = proof.segmentCount - (proof.outcome == .diverged ? 1 : 0)
        guard proof.checkpoints.count == ends + 1 else {
            return form("\(proof.checkpoints.count) checkpoints are stated, not \(ends + 1)")
        }
        guard proof.displacements.count == ends else {
            return form("\(proof.displacements.count) displacements are stated, not \(ends)")
        }
        let needsLosses = specification.targetLoss != nil
        guard proof.losses.count == ends || (proof.losses.isEmpty && !needsLosses) else {
            return form("\(proof.losses.count) losses are stated, not \(ends)")
        }
        return nil
    }

    private func boundFault(in proof: Proof) -> Fault? {
        guard proof.binding == binding else {
            return Fault(
                check: .binding,
                reason: "the proof is of another task, task set, solver or start beacon"
            )
        }
        guard proof.seeds == binding.seeds else {
            return Fault(
                check: .seeds,
                reason: "the seeds do not follow from task, solver and beacon"
            )
        }
        guard proof.specification == specification.digest else {
            return Fault(check: .specification, reason: "the specification is not the task's")
        }
        guard proof.datasetRoot == specification.dataset.root else {
            return Fault(check: .dataset, reason: "the data set is not the specification's")
        }
        guard trainer.stepWork.repeated(Int64(proof.steps)) == proof.metered else {
            return Fault(
                check: .work,
                reason: "the metered work is not that of \(proof.steps) steps"
            )
        }
        guard proof.checkpoints.first == initial else {
            return Fault(
                check: .initialState,
                reason: "the first checkpoint is not the state that follows from the seeds"
            )
        }
        return nil
    }

    /// A run ends at the first checkpoint that reaches the target loss, neither before nor after.
    private func stopFault(in proof: Proof) -> Fault? {
        guard specification.targetLoss != nil else { return nil }
        let last = proof.segmentCount - 1
        if let early = proof.losses.firstIndex(where: specification.isTarget), early < last {
            return Fault(
                check: .stop,
                segment: early,
                reason: "the target loss was reached here, but the run went on"
            )
        }
        guard proof.outcome != .stopped || proof.losses.last.map(specification.isTarget) == true
        else {
            return Fault(
                check: .stop,
                segment: last,
                reason: "the run stopped, but its last segment did not reach the target loss"
            )
        }
        return nil
    }
}

/// Why a verification could not be carried out.
public enum VerificationError: Error, Hashable, Sendable {
    /// The bytes that were read for a checkpoint are not those of its digest.
    case checkpointBytes(expected: Digest, got: Digest)
}

extension VerificationError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .checkpointBytes(let expected, let got):
            "the bytes of checkpoint \(expected) are corrupt: their digest is \(got)"
        }
    }
}
