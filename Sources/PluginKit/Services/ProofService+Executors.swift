import Digests
import Graphs
package import JSON
public import Network
import Proofs
import Synchronization
import Tensors
import Training

/// Computes segments outside of this program: takes the name of an executor and what is to be
/// computed; returns the bytes of the checkpoint at the segment's end, and the mean loss.
///
/// A bare function in a lock would be wrapped once more each time that it is taken out.
package struct SegmentExecutor: Sendable {
    let run: @Sendable (_ name: String, _ work: JSONObject) async throws -> ExecutedSegment

    /// An executor that calls a function.
    package init(
        _ run:
            @escaping @Sendable (_ name: String, _ work: JSONObject) async throws ->
            ExecutedSegment
    ) {
        self.run = run
    }
}

/// What an executor says that a segment came to.
package struct ExecutedSegment: Sendable {
    /// A .safetensors file of the state at the segment's end.
    package let checkpoint: [UInt8]
    /// The mean of the steps' losses.
    package let loss: Double

    /// A segment's end.
    package init(checkpoint: [UInt8], loss: Double) {
        self.checkpoint = checkpoint
        self.loss = loss
    }
}

// Runs and replays by other engines than the built-in trainer. Their bits differ from its own, so
// they are for tolerant tasks alone.
extension ProofService {
    /// From now on segments can be computed by the executors that this finds.
    package func useExecutors(_ executor: SegmentExecutor) {
        self.executor.withLock { $0 = executor }
    }

    /// Makes the run of an accepted task by an executor, or goes on with it where it was interrupted.
    public func train(
        _ id: TaskID,
        for identity: Identity,
        by executor: String,
        progress: ProgressReporter
    ) async throws -> FinishedRun {
        // Segments of two calls at once would follow one another in one journal.
        let place = "\(id.hex)-\(identity.participant.hex)"
        guard executedRuns.withLock({ $0.insert(place).inserted }) else {
            throw ServiceError.notYet(
                task: id,
                "another call is at work on this run; wait for its end, or cancel it"
            )
        }
        defer { executedRuns.withLock { _ = $0.remove(place) } }
        let context = try await context(of: id)
        let specification = context.specification
        try Self.checkMode(of: specification)
        let binding = try binding(of: solving(context.task, by: identity), in: context)
        let inherited = try await inherited(context)
        let initial = try await start(of: specification, binding, inherited)
        let journal = RunJournal(
            notes: notes,
            task: id,
            solver: identity.participant,
            kind: .executed
        )
        var (records, last) = try await Computation.run(in: .files) {
            let records = try journal.soundRecords(checking: self.tensors.check)
            guard let last = records.last else { return (records, initial) }
            let bytes = try self.tensors.bytes(of: last.checkpoint)
            return (
                records,
                try Checkpoint(bytes: bytes, of: specification)
            )
        }
        while !Self.isOver(records, of: specification) {
            let (end, record) = try await run(
                segment: records.count,
                from: last,
                by: executor,
                binding,
                in: context
            )
            try await Computation.run(in: .files) {
                _ = try self.tensors.store(end.bytes)
                try journal.add(record)
            }
            records.append(record)
            last = end
            progress.report(
                step: end.state.step,
                of: specification.steps,
                loss: record.loss.double
            )
        }
        let metered = try specification.stepWork().repeated(Int64(last.state.step))
        let proof = Proof(
            of: specification,
            binding: binding,
            outcome: last.state.step == specification.steps ? .completed : .stopped,
            steps: last.state.step,
            initial: initial.digest,
            records: records,
            metered: metered ?? Work(),
            environment: RunEnvironment(
                engine: executor,
                instructionSet: "unknown",
                threads: 1,
                isPerturbed: false
            )
        )
        return FinishedRun(
            proof: proof,
            loss: proof.losses.last?.double,
            flops: proof.metered.flops
        )
    }

    /// Replays the segments of a plan by an executor, as far as the proof's checkpoints let it.
    ///
    /// What the proof does not let it replay is left out: the check of the proof finds why.
    func replays(
        of plan: VerificationPlan,
        of proof: Proof,
        by executor: String,
        _ binding: TaskBinding,
        in context: TaskContext,
        progress: ProgressReporter
    ) async throws -> [Int: SegmentReplay] {
        let specification = context.specification
        try Self.checkMode(of: specification)
        var replays: [Int: SegmentReplay] = [:]
        for (count, segment) in plan.segments.enumerated() {
            let steps = specification.steps(ofSegment: segment, ofSteps: proof.steps)
            // The last segment of a run that diverged has no end to compare with.
            guard segment + 1 < proof.checkpoints.count,
                let start = try await state(proof.checkpoints[segment], of: specification),
                start.state.step == steps.lowerBound
            else { continue }
            let (end, record) = try await run(
                segment: segment,
                from: start,
                by: executor,
                binding,
                in: context
            )
            replays[segment] = SegmentReplay(
                segment: segment,
                report: SegmentReport(steps: steps, loss: record.loss, ending: .reached(end.state))
            )
            progress.report(step: count + 1, of: plan.segments.count)
        }
        return replays
    }

    /// The segment's end, sound and in canonical bytes, and the record of it.
    private func run(
        segment: Int,
        from start: Checkpoint,
        by name: String,
        _ binding: TaskBinding,
        in context: TaskContext
    ) async throws -> (Checkpoint, SegmentRecord) {
        guard let executor = executor.withLock({ $0 }) else {
            throw ServiceError.parameter(
                pointer: "/executor",
                expected: "nothing, for this host has no executors",
                got: name
            )
        }
        let specification = context.specification
        let steps = specification.steps(ofSegment: segment)
        let work = try await Computation.run {
            self.work(segment, steps, from: start, binding, in: context)
        }
        let executed = try await executor.run(name, work)
        try Task.checkCancellation()
        return try await Computation.run {
            let end = try Self.checkpoint(executed.checkpoint, of: specification)
            guard end.state.step == steps.upperBound else {
                throw ResumeError.otherStep(expected: steps.upperBound, got: end.state.step)
            }
            let distance = try Distance(
                between: start.state.parameterVector,
                and: end.state.parameterVector
            )
            let record = SegmentRecord(
                segment: segment,
                checkpoint: end.digest,
                displacement: PartsPerTrillion(roundingUp: distance.l2),
                loss: PartsPerTrillion(roundingUp: executed.loss)
            )
            return (end, record)
        }
    }

    /// What an executor is told: everything that decides what the segment computes.
    private func work(
        _ segment: Int,
        _ steps: Range<Int>,
        from start: Checkpoint,
        _ binding: TaskBinding,
        in context: TaskContext
    ) -> JSONObject {
        let specification = context.specification
        var order = BatchOrder(
            seed: binding.seeds.order,
            samples: specification.dataset.samples,
            batchSize: specification.batchSize
        )
        let batches = steps.map { step in
            JSONValue.array(order.samples(ofStep: step).map { .count($0) })
        }
        return [
            "task": .id(context.task.id),
            "segment": .count(segment),
            "from": .count(steps.lowerBound),
            "to": .count(steps.upperBound),
            "specification": specification.json,
            "checkpoint": .string(tensors.path(of: start.digest)),
            "dataset": .string(tensors.path(of: specification.dataset.blob)),
            "batches": .array(batches),
        ]
    }

    private func start(
        of specification: WorkSpecification,
        _ binding: TaskBinding,
        _ inherited: [Tensor]?
    ) async throws -> Checkpoint {
        try await Computation.run {
            let checkpoint = try Checkpoint.initial(
                of: specification,
                seeds: binding.seeds,
                inherited: inherited
            )
            _ = try self.tensors.store(checkpoint.bytes)
            return checkpoint
        }
    }

    /// The state of a checkpoint that somebody states, unless it is no sound one.
    private func state(
        _ digest: Digest,
        of specification: WorkSpecification
    ) async throws -> Checkpoint? {
        try await Computation.run(in: .files) {
            let bytes = try self.tensors.bytes(of: digest)
            do throws(StateError) {
                return try Checkpoint(bytes: bytes, of: specification)
            } catch {
                return nil
            }
        }
    }

    /// A state from a tensor file, whose bytes need not be the canonical ones.
    private static func checkpoint(
        _ bytes: [UInt8],
        of specification: WorkSpecification
    ) throws -> Checkpoint {
        let file = try Safetensors(parsing: bytes)
        return try Checkpoint(bytes: file.serialized(), of: specification)
    }

    private static func isOver(
        _ records: [SegmentRecord],
        of specification: WorkSpecification
    ) -> Bool {
        records.count == specification.segmentCount
            || records.last.map { specification.isTarget($0.loss) } == true
    }

    private static func checkMode(of specification: WorkSpecification) throws {
        guard specification.mode == .tolerant else {
            throw ServiceError.parameter(
                pointer: "/executor",
                expected: "nothing, for the task is exact: only the built-in trainer has its bits",
                got: "an executor"
            )
        }
    }
}
