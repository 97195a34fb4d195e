import Digests
import Graphs
public import JSON
package import Ledger
public import Network
import Proofs
import Synchronization
import Tensors
import Training

/// Runs, proofs, profiles and replays: everything that computes about a task.
public final class ProofService: Sendable {
    let network: NetworkService
    let tensors: TensorService
    let notes: NoteStore
    /// What computes segments outside of this program, if anything does.
    let executor = Mutex<SegmentExecutor?>(nil)

    /// How long steps take on this machine.
    private let stepTimes = StepTimes()

    /// The runs that calls are having made by executors just now.
    let executedRuns = Mutex<Set<String>>([])

    package init(network: NetworkService, tensors: TensorService, notes: NoteStore) {
        self.network = network
        self.tensors = tensors
        self.notes = notes
    }

    /// Completes a specification as submitters write it, with the data set's commitment in place of
    /// its hash, and estimates its work.
    public func specify(_ json: JSONReader) async throws -> SpecifiedWork {
        let completed = try await completedDocument(json)
        return try await Computation.run {
            let work = try SpecifiedWork(WorkSpecification(json: completed))
            try self.requireTrainable(work)
            return work
        }
    }

    /// About how many seconds all steps of a specification take on this machine, from the times
    /// of its nodes, which are measured for about a second when nobody has asked before.
    public func seconds(of work: SpecifiedWork) async throws -> Double {
        let execution = tensors.execution.within(
            memory: Trainer.memoryByteCountMax,
            needed: work.step.memoryByteCount
        )
        let seconds = try await stepTimes.seconds(of: work.step, on: execution)
        return seconds * Double(work.steps)
    }

    /// Stores a specification, so that it can be attested and read by everybody.
    public func publish(_ work: SpecifiedWork) async throws {
        _ = try await tensors.store(work.document.canonicalBytes)
    }

    func completed(_ json: JSONReader) async throws -> WorkSpecification {
        let completed = try await completedDocument(json)
        return try await Computation.run { try WorkSpecification(json: completed) }
    }

    private func completedDocument(_ json: JSONReader) async throws -> JSONReader {
        var fields = try json.object()
        let dataset = try fields.digest("dataset")
        // The outermost loop of a run is that over its steps: without a limit there is no fee
        // (rule T1).
        let limit = try fields.optional("steps")?.integer() ?? 0
        guard limit >= 1 else { throw GraphError.unboundedLoop(node: "steps") }
        if let name = Model.unboundedLoop(in: json.value["model"] ?? .null) {
            throw GraphError.unboundedLoop(node: name)
        }
        guard case .object(var object) = json.value else {
            throw json.failure(expected: "an object")
        }
        object["dataset"] = try await tensors.commitment(of: dataset).json
        object["version"] = .integer(WorkSpecification.version)
        return JSONReader(.object(object), at: json.pointer)
    }

    /// Looks at a task's blobs before somebody stakes a deposit on them.
    ///
    /// - Throws: ``ServiceError/malformedBlob(_:_:)`` when they ask for other work than the event,
    ///   and ``ServiceError/specification(_:)`` for work that no host can do.
    public func inspect(_ id: TaskID) async throws {
        let context = try await context(of: id)
        try await Computation.run {
            try self.requireTrainable(SpecifiedWork(context.specification))
        }
        _ = try await inherited(context)
    }

    /// Refuses work that would end in an error after hours: a step that takes too much memory, or
    /// checkpoints that are too large to be stored.
    private func requireTrainable(_ work: SpecifiedWork) throws {
        let memory = work.peakMemoryBytes
        guard memory <= Trainer.memoryByteCountMax else {
            throw ServiceError.specification(
                "a step needs \(memory) bytes of memory, more than the \(Trainer.memoryByteCountMax)"
                    + " that it may have"
            )
        }
        let flops = work.step.effort
        guard flops <= Double(Trainer.stepFlopsMax) else {
            throw ServiceError.specification("\(TrainingError.flops(needed: flops))")
        }
        try tensors.requireStorable(work.document.model)
    }

    /// What is known of a task, read and checked.
    func context(of id: TaskID) async throws -> TaskContext {
        let task = try network.task(id)
        let specification = try await tensors.specification(task.submission.specification)
        try await Computation.run {
            try Self.check(SpecifiedWork(specification), against: task.submission)
        }
        let blob = specification.dataset.blob
        let dataset = try await tensors.committedDataset(blob)
        guard dataset.commitment == specification.dataset else {
            throw ServiceError.malformedBlob(
                specification.digest,
                "it commits to a data set that differs from the blob \(blob)"
            )
        }
        return TaskContext(task: task, specification: specification, dataset: dataset)
    }

    /// The log cannot look into blobs, so the event's own words about them may be lies.
    private static func check(
        _ work: SpecifiedWork,
        against submission: TaskSubmit
    ) throws {
        let isAsStated =
            work.dataset == submission.dataset
            && work.steps == submission.steps
            && work.checkpointInterval == submission.checkpointInterval
            && work.flopsPerStep == submission.flopsPerStep
            && work.mode == submission.mode
        guard isAsStated else {
            throw ServiceError.malformedBlob(
                work.specification,
                "it asks for other work than the event that submitted the task"
            )
        }
    }

    /// The parameters that a task inherits from another's run, if it does (rule T2).
    func inherited(_ context: TaskContext) async throws -> [Tensor]? {
        guard let initial = context.task.submission.initial else { return nil }
        let model = context.specification.model
        return try await Computation.run(in: .files) {
            try self.tensors.parameters(initial.checkpoint, of: model)
        }
    }

    /// Whose run of a task it is, once the start beacon is known (rule T3).
    func binding(of solving: Solving, in context: TaskContext) throws -> TaskBinding {
        guard let beacon = try network.state.beacon(at: solving.startTick) else {
            throw ServiceError.notYet(
                task: context.task.id,
                "its start beacon is that of tick \(solving.startTick); let a tick pass"
            )
        }
        return TaskBinding(
            task: context.task.id.digest,
            taskSet: context.task.submission.taskSet,
            solver: solving.solver.bytes,
            startBeacon: beacon
        )
    }

    /// The acceptance of a task that an identity is to solve.
    func solving(_ task: TaskRecord, by identity: Identity) throws -> Solving {
        guard case .solving(let solving) = task.phase else {
            throw ServiceError.notYet(
                task: task.id,
                "it is \(task.phase.name) where it must be accepted and unsolved"
            )
        }
        guard solving.solver == identity.participant else {
            throw ServiceError.notYours(
                "task \(task.id.short) is solved by \(solving.solver.short)"
            )
        }
        return solving
    }

    /// The proof that a task's judges, verifiers and whistleblowers look at.
    ///
    /// - Throws: ``ServiceError/malformedBlob(_:_:)`` when it is no proof, or not what the event
    ///   that handed it in says: fee and model follow from the event.
    func proof(_ record: ProofRecord) async throws -> Proof {
        let blob = record.result.proof
        let proof: Proof
        do {
            proof = try Proof(canonicalBytes: await tensors.bytes(of: blob))
        } catch let error as DocumentError {
            throw ServiceError.malformedBlob(blob, "it is not a proof: \(error)")
        }
        let isAsStated =
            Int64(proof.steps) == record.steps
            && Int64(proof.segmentCount) == record.segments
            && proof.outcome.event == record.outcome
            && proof.checkpoints.last == record.result.finalCheckpoint
        guard isAsStated else {
            throw ServiceError.malformedBlob(
                blob,
                "its steps, outcome or final checkpoint are not those of its event"
            )
        }
        return proof
    }
}

/// A task with everything that computing about it takes.
struct TaskContext: Sendable {
    let task: TaskRecord
    let specification: WorkSpecification
    let dataset: CommittedDataset

    var threshold: PartsPerTrillion { task.threshold }
}

extension TaskRecord {
    /// The largest accepted distance: zero until it is measured.
    var threshold: PartsPerTrillion {
        PartsPerTrillion(units: profile?.published.threshold ?? 0)
    }
}
