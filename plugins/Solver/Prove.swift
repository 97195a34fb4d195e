import Digests
import JSON
import Network
import PluginKit
import Proofs

/// `solver.prove`: appends a proof over checkpoints that were made elsewhere.
///
/// The host states what the checkpoints show (their number, their distances) and nothing more:
/// whether the run behind them is true is the verifiers' question.
struct Prove: Method {
    struct Parameters: JSONDecodable, Sendable {
        let task: TaskID
        let checkpoints: [Digest]
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            task = try fields.id("task")
            var checkpoints: [Digest] = []
            for element in try fields.required("checkpoints").elements(count: 2...65_537) {
                checkpoints.append(try element.asDigest())
            }
            self.checkpoints = checkpoints
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "solver.prove"
    static let scheduling = Scheduling.long
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let proof = try await services.proofs.assemble(
            parameters.checkpoints,
            of: parameters.task,
            for: identity
        )
        let appended = try await services.proofs.append(proof, of: parameters.task, as: identity)
        let result: JSONObject = [
            "task": .id(parameters.task), "proof": .hash(appended.proof),
        ]
        return result.adding(appended.appended)
    }
}
