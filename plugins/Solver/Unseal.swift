import JSON
import Network
import PluginKit

/// `solver.unseal`: shows that the beacon demanded a planted error, and puts the right result in its
/// place (rule C3).
struct Unseal: Method {
    static let name = "solver.unseal"
    let services: Services

    func call(_ parameters: TaskParameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let shown = try await services.proofs.unseal(
            parameters.task,
            as: identity,
            notes: services.notes
        )
        let result: JSONObject = [
            "task": .id(parameters.task), "proof": .hash(shown.proof),
        ]
        return result.adding(shown.appended)
    }
}
