public import Digests
import Graphs
public import Tensors
public import Training

/// How far a run has come.
public struct RunProgress: Sendable {
    /// The steps done.
    public let step: Int
    /// The most steps of the run.
    public let steps: Int
    /// The mean loss of the last batch.
    public let loss: Float
}

/// Drives a trainer through a whole run and records its proof.
///
/// It keeps nothing itself: every checkpoint is handed out as soon as it is reached, and a run that
/// was killed goes on from the last checkpoint that was kept and ends in the same bits.
public struct RunRecorder: Sendable {
    /// What is computed.
    public let specification: WorkSpecification
    /// Whose run of which task it is.
    public let binding: TaskBinding

    private let seeds: RunSeeds
    private var trainer: Trainer
    private let initial: Checkpoint
    private var last: Checkpoint
    private var records: [SegmentRecord] = []
    private let stepWork: Work

    /// A recorder at the start of a run.
    ///
    /// - Parameter inherited: parameters to start from instead of those that follow from the seeds
    ///   (rule T2: inherited by checkpoint hash, with that checkpoint's own proof).
    public init(
        specification: WorkSpecification,
        dataset: CommittedDataset,
        binding: TaskBinding,
        execution: Execution,
        inherited: [Tensor]? = nil
    ) throws(TrainingError) {
        self.specification = specification
        self.binding = binding
        seeds = binding.seeds
        initial = try Checkpoint.initial(
            of: specification,
            seeds: seeds,
            inherited: inherited
        )
        last = initial
        trainer = try Trainer(
            specification: specification,
            dataset: dataset,
            seeds: seeds,
            execution: execution,
            state: initial.state
        )
        stepWork = trainer.stepWork
    }

    /// Goes on from a checkpoint instead of from the start.
    ///
    /// - Parameters:
    ///   - records: what the run has recorded, all segments in order.
    ///   - checkpoint: the bytes of the last segment's checkpoint.
    public mutating func resume(
        after records: [SegmentRecord],
        checkpoint bytes: [UInt8]
    ) throws(ResumeError) {
        guard let lastRecord = records.last else { throw .noRecords }
        guard records.count <= specification.segmentCount else { throw .tooManyRecords }
        for (segment, record) in records.enumerated() {
            guard record.segment == segment else { throw .outOfOrder(segment: segment) }
        }
        let found = Digest(sha256: bytes)
        guard found == lastRecord.checkpoint else {
            throw .otherCheckpoint(expected: lastRecord.checkpoint, got: found)
        }
        let checkpoint: Checkpoint
        do {
            checkpoint = try Checkpoint(bytes: bytes, of: specification)
        } catch {
            throw .state(error)
        }
        let expected = specification.steps(ofSegment: lastRecord.segment).upperBound
        guard checkpoint.state.step == expected else {
            throw .otherStep(expected: expected, got: checkpoint.state.step)
        }
        last = checkpoint
        self.records = records
    }

    /// Runs to the end and returns the proof.
    ///
    /// Throws ``TrainingError`` (of which ``TrainingError/cancelled(step:)`` when the surrounding
    /// task is cancelled) and whatever `keep` throws; the run can then be resumed.
    ///
    /// - Parameters:
    ///   - environment: what the proof states that it was made on; the execution when left out.
    ///   - progress: called after every step.
    ///   - keep: called with the initial checkpoint (and no record), also when the run was resumed,
    ///     for it may have been damaged since; and with every further one. It returns once both are
    ///     stored.
    public mutating func run(
        stating environment: RunEnvironment? = nil,
        progress: (RunProgress) -> Void = { _ in },
        keep: (Checkpoint, SegmentRecord?) throws -> Void
    ) throws -> RecordedRun {
        // Also after a run that was interrupted between two checkpoints.
        trainer.restore(last.state)
        // What was done before is known by its steps: each meters the same.
        let before = stepWork.repeated(Int64(last.state.step)) ?? Work()
        try keep(initial, nil)
        var ending: (outcome: Proof.Outcome, steps: Int)? = ended
        while true {
            if let ending { return recorded(ending, after: before, stating: environment) }
            let segment = records.count
            let steps = specification.steps(ofSegment: segment)
            let start = trainer.state
            let total = specification.steps
            let report = try trainer.runSegment(to: steps.upperBound) { step, loss in
                progress(RunProgress(step: step, steps: total, loss: loss))
            }
            switch report.ending {
            case .diverged(let steps):
                ending = (.diverged, steps)
            case .reached(let state):
                let checkpoint = try Checkpoint(of: state, model: specification.model)
                let distance = try Distance(
                    between: start.parameterVector,
                    and: state.parameterVector
                )
                let record = SegmentRecord(
                    segment: segment,
                    checkpoint: checkpoint.digest,
                    displacement: PartsPerTrillion(roundingUp: distance.l2),
                    loss: report.loss
                )
                try keep(checkpoint, record)
                // Only what has been kept counts: a run interrupted here repeats the segment.
                last = checkpoint
                records.append(record)
                ending = ended
            }
        }
    }

    private func recorded(
        _ ending: (outcome: Proof.Outcome, steps: Int),
        after before: Work,
        stating environment: RunEnvironment?
    ) -> RecordedRun {
        let proof = Proof(
            of: specification,
            binding: binding,
            outcome: ending.outcome,
            steps: ending.steps,
            initial: initial.digest,
            records: records,
            metered: before.followed(by: trainer.metered),
            environment: environment ?? RunEnvironment(trainer.execution)
        )
        return RecordedRun(proof: proof, final: last)
    }

    /// How the run ended with the last record, if it did.
    private var ended: (outcome: Proof.Outcome, steps: Int)? {
        let steps = trainer.state.step
        if steps == specification.steps { return (.completed, steps) }
        guard let loss = records.last?.loss, specification.isTarget(loss) else { return nil }
        return (.stopped, steps)
    }
}

/// A finished run.
public struct RecordedRun: Sendable {
    /// The record of it.
    public let proof: Proof
    /// The last checkpoint: the trained model, or the last sound state before a divergence.
    public let final: Checkpoint
}

/// Why a run cannot be resumed.
public enum ResumeError: Error, Equatable, Sendable {
    /// There is nothing to resume after: begin anew.
    case noRecords
    /// There are more records than the run has segments.
    case tooManyRecords
    /// The record at this place belongs to another segment.
    case outOfOrder(segment: Int)
    /// The checkpoint is not the one that the last record names.
    case otherCheckpoint(expected: Digest, got: Digest)
    /// The checkpoint stands at another step than the last record.
    case otherStep(expected: Int, got: Int)
    /// The checkpoint is not a state of the model.
    case state(StateError)
}

extension ResumeError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .noRecords:
            "no segment is recorded; begin the run anew"
        case .tooManyRecords:
            "there are more records than the run has segments"
        case .outOfOrder(let segment):
            "the record of segment \(segment) is missing or out of order"
        case .otherCheckpoint(let expected, let got):
            "the last record names checkpoint \(expected), but the bytes are those of \(got)"
        case .otherStep(let expected, let got):
            "the checkpoint stands at step \(got), the last record at step \(expected)"
        case .state(let error):
            error.description
        }
    }
}
