import JSON
import Network
import PluginKit
import Proofs

/// `solver.train`: makes the run of an accepted task and appends its proof.
///
/// Each checkpoint is on disk before the next segment begins, so a killed run goes on from its last
/// one and ends in the same bits.
struct Train: Method {
    struct Parameters: JSONDecodable, Sendable {
        let task: TaskID
        let threads: Int?
        let perturbation: UInt64?
        let executor: String?
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            task = try fields.id("task")
            threads = try fields.optionalThreads()
            perturbation = try fields.optionalInteger("perturbation", in: 0...Int64.max)
                .map { UInt64($0) }
            executor = try fields.optional("executor")?.string()
            if executor != nil, threads != nil || perturbation != nil {
                throw JSONDecodingError(
                    pointer: "/executor",
                    expected: "no threads and no perturbation, which are the built-in trainer's",
                    got: "both"
                )
            }
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "solver.train"
    static let scheduling = Scheduling.long
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let run = try await run(parameters, as: identity, context.progress)
        let appended = try await append(run, of: parameters.task, as: identity)
        let result: JSONObject = [
            "task": .id(parameters.task),
            "proof": .hash(appended.proof),
            "outcome": .string(run.proof.outcome.rawValue),
            "steps": .count(run.proof.steps),
            "checkpoints": .count(run.proof.checkpoints.count),
            "loss": .optional(run.loss.map { .real($0) }),
            "finalCheckpoint": .optional(run.proof.checkpoints.last.map { .hash($0) }),
            "metered": ["flops": .count(run.flops)],
            "sealed": .bool(appended.isSealed),
        ]
        return result.adding(appended.appended)
    }

    /// Publishes the run, or seals it with a wrong one when the solver has so accepted the task.
    private func append(
        _ run: FinishedRun,
        of id: TaskID,
        as identity: Identity
    ) async throws -> AppendedProof {
        guard case .solving(let solving) = try services.network.task(id).phase,
            let commitment = solving.secretCommitment
        else { return try await services.proofs.append(run.proof, of: id, as: identity) }
        return try await services.proofs.seal(
            run,
            of: id,
            committedTo: commitment,
            as: identity,
            notes: services.notes
        )
    }

    private func run(
        _ parameters: Parameters,
        as identity: Identity,
        _ progress: ProgressReporter
    ) async throws -> FinishedRun {
        if let executor = parameters.executor {
            return try await services.proofs.train(
                parameters.task,
                for: identity,
                by: executor,
                progress: progress
            )
        }
        return try await services.proofs.train(
            parameters.task,
            for: identity,
            threads: parameters.threads,
            perturbation: parameters.perturbation,
            progress: progress
        )
    }
}
