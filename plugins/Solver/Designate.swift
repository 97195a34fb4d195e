import JSON
import Network
import PluginKit

/// `solver.designate`: shows the one of two sealed results that the beacon demands (rule C3).
struct Designate: Method {
    static let name = "solver.designate"
    let services: Services

    func call(_ parameters: TaskParameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let (isForced, shown) = try await services.proofs.designate(
            parameters.task,
            as: identity,
            notes: services.notes
        )
        let result: JSONObject = [
            "task": .id(parameters.task),
            "proof": .hash(shown.proof),
            "planted": .bool(isForced),
        ]
        return result.adding(shown.appended)
    }
}
