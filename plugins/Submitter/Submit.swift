import Digests
import JSON
import Network
import PluginKit

/// `submitter.submit`: offers work and locks its fee.
struct Submit: Method {
    struct Parameters: JSONDecodable, Sendable {
        let specification: JSONReader
        let fee: Credits?
        let inherits: TaskID?
        let taskSet: Digest?
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            specification = try fields.required("specification")
            fee = try fields.optionalCredits("fee")
            inherits = try fields.optionalID("inherits")
            taskSet = try fields.optionalDigest("taskSet")
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "submitter.submit"
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let work = try await services.proofs.specify(parameters.specification)
        let fee =
            try parameters.fee
            ?? services.network.state.price(
                steps: work.steps,
                flopsPerStep: work.flopsPerStep
            )
        let submission = TaskSubmit(
            specification: work.specification,
            dataset: work.dataset,
            initial: try parameters.inherits.map { try inherited(from: $0) },
            taskSet: parameters.taskSet,
            steps: work.steps,
            checkpointInterval: work.checkpointInterval,
            flopsPerStep: work.flopsPerStep,
            mode: work.mode,
            fee: fee
        )
        try await services.proofs.publish(work)
        let appended = try await services.network.append(
            .taskSubmit(submission),
            citing: [work.specification, work.dataset],
            as: identity
        )
        let result: JSONObject = [
            "task": .hash(appended.event),
            "specification": .hash(work.specification),
            "fee": .count(fee),
        ]
        return result.adding(appended)
    }

    /// Where a paid run ended, to go on from there (rule T2).
    private func inherited(from id: TaskID) throws -> InheritedState {
        guard case .closed(.paid(let run)) = try services.network.task(id).phase else {
            throw ServiceError.notYet(task: id, "only the end of a paid run can be inherited")
        }
        return InheritedState(checkpoint: run.proof.result.finalCheckpoint, proofTask: id)
    }
}
