public import Digests
import Graphs
public import Network
public import Proofs
import Tensors
import Training

// What a solver computes: the start of a run, the run itself, its proof.

extension ProofService {
    /// The state that a run of an accepted task must start from, stored as a blob.
    public func prepare(_ id: TaskID, for identity: Identity) async throws -> RunStart {
        let context = try await context(of: id)
        let binding = try binding(of: solving(context.task, by: identity), in: context)
        let inherited = try await inherited(context)
        let specification = context.specification
        let initial = try await Computation.run {
            let checkpoint = try Checkpoint.initial(
                of: specification,
                seeds: binding.seeds,
                inherited: inherited
            )
            return try self.tensors.store(checkpoint.bytes)
        }
        return RunStart(
            initial: initial,
            binding: binding,
            segments: specification.segmentCount,
            checkpointInterval: specification.checkpointInterval,
            steps: specification.steps
        )
    }

    /// Makes the run of an accepted task, or goes on with it where it was interrupted.
    ///
    /// - Parameters:
    ///   - threads: nothing for as many as the host is set to use; the bits do not depend on it.
    ///   - perturbation: a seed that changes the order of sums, as other hardware would; only for
    ///     tolerant tasks.
    public func train(
        _ id: TaskID,
        for identity: Identity,
        threads: Int?,
        perturbation: UInt64?,
        progress: ProgressReporter
    ) async throws -> FinishedRun {
        let context = try await context(of: id)
        let binding = try binding(of: solving(context.task, by: identity), in: context)
        if perturbation != nil, context.specification.mode == .exact {
            throw ServiceError.parameter(
                pointer: "/perturbation",
                expected: "nothing, for the task is exact",
                got: "a seed"
            )
        }
        let execution = try Execution(
            instructionSet: tensors.execution.instructionSet,
            threads: threads ?? tensors.execution.threads,
            perturbation: perturbation
        )
        let inherited = try await inherited(context)
        let journal = RunJournal(notes: notes, task: id, solver: identity.participant)
        return try await Computation.run(in: .runs) {
            // Another call may have made the run while this one waited.
            _ = try self.solving(self.network.task(id), by: identity)
            var recorder = try RunRecorder(
                specification: context.specification,
                dataset: context.dataset,
                binding: binding,
                execution: execution,
                inherited: inherited
            )
            let records = try journal.soundRecords(checking: self.tensors.check)
            if let last = records.last {
                try recorder.resume(
                    after: records,
                    checkpoint: self.tensors.bytes(of: last.checkpoint)
                )
            }
            let interval = max(1, context.specification.steps / 100)
            let run = try recorder.run { done in
                Computation.countTrainingStep()
                guard done.step.isMultiple(of: interval) || done.step == done.steps else { return }
                progress.report(step: done.step, of: done.steps, loss: Double(done.loss))
            } keep: { checkpoint, record in
                _ = try self.tensors.store(checkpoint.bytes)
                if let record { try journal.add(record) }
            }
            return FinishedRun(
                proof: run.proof,
                loss: run.proof.losses.last?.double,
                flops: run.proof.metered.flops
            )
        }
    }

    /// The proof over checkpoints that were made elsewhere.
    public func assemble(
        _ checkpoints: [Digest],
        of id: TaskID,
        for identity: Identity
    ) async throws -> Proof {
        let context = try await context(of: id)
        let binding = try binding(of: solving(context.task, by: identity), in: context)
        let specification = context.specification
        guard checkpoints.count == specification.segmentCount + 1 else {
            throw ServiceError.parameter(
                pointer: "/checkpoints",
                expected: "\(specification.segmentCount + 1) checkpoints, the initial one first",
                got: "\(checkpoints.count)"
            )
        }
        return try await Computation.run {
            try Proof(
                of: specification,
                binding: binding,
                steps: specification.steps,
                checkpoints: checkpoints,
                losses: [],
                environment: RunEnvironment(
                    engine: "external",
                    instructionSet: "unknown",
                    threads: 1,
                    isPerturbed: false
                ),
                reading: { try self.tensors.bytes(of: $0) }
            )
        }
    }

    /// Stores a proof, lets a custodian attest it with all its checkpoints, and appends it.
    public func append(
        _ proof: Proof,
        of id: TaskID,
        as identity: Identity
    ) async throws -> AppendedProof {
        let result = try await store(proof, of: id)
        let event = ProofAppend(
            task: id,
            steps: Int64(proof.steps),
            segments: Int64(proof.segmentCount),
            outcome: proof.outcome.event,
            content: .published(result)
        )
        let appended = try await network.append(
            .proofAppend(event),
            citing: [result.proof] + proof.checkpoints,
            as: identity
        )
        forgetRun(of: id, by: identity)
        return AppendedProof(proof: result.proof, appended: appended, isSealed: false)
    }

    /// Forgets how a run came about, once its proof is in the log.
    func forgetRun(of id: TaskID, by identity: Identity) {
        for kind in RunJournal.Kind.allCases {
            RunJournal(notes: notes, task: id, solver: identity.participant, kind: kind).remove()
        }
    }

    /// Stores a proof; answers with the names by which an event shows it.
    func store(_ proof: Proof, of id: TaskID) async throws -> RunResult {
        guard let final = proof.checkpoints.last else {
            throw ServiceError.notYet(task: id, "its proof has no checkpoints")
        }
        let blob = try await tensors.store(proof.canonicalBytes)
        return RunResult(proof: blob, finalCheckpoint: final)
    }
}

/// A proof that is in the log for good.
public struct AppendedProof: Sendable {
    /// The proof's blob.
    public let proof: Digest
    /// The event.
    public let appended: Appended
    /// Whether the event commits to it without showing it.
    public let isSealed: Bool
}

/// Where a run begins.
public struct RunStart: Sendable {
    /// The blob of the first checkpoint.
    public let initial: Digest
    /// Whose run of which task it is.
    public let binding: TaskBinding
    /// The segments of a run over all steps.
    public let segments: Int
    /// The steps between two checkpoints.
    public let checkpointInterval: Int
    /// The most steps.
    public let steps: Int
}

/// A run that is over.
public struct FinishedRun: Sendable {
    /// Its proof.
    public let proof: Proof
    /// The mean loss of the last segment.
    public let loss: Double?
    /// The floating-point operations that were metered.
    public let flops: Int64
}

extension Proof.Outcome {
    /// The outcome in an event's words.
    var event: RunOutcome {
        switch self {
        case .completed: .completed
        case .stopped: .stopped
        case .diverged: .diverged
        }
    }
}
