import JSON
import Network
import PluginKit

/// `whistleblower.enlist`: stands ready, with a deposit and a committed secret to draw from (rule V2).
struct Enlist: Method {
    static let name = "whistleblower.enlist"
    let services: Services

    func call(_ parameters: DepositParameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let deposit =
            try parameters.deposit ?? services.network.state.parameters.whistleblowerDepositMinimum
        let appended = try await services.enlistWhistleblower(deposit: deposit, as: identity)
        let result: JSONObject = [
            "participant": .id(identity.participant), "deposit": .count(deposit),
        ]
        return result.adding(appended)
    }
}
