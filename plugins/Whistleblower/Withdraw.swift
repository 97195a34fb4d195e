import JSON
import Network
import PluginKit

/// `whistleblower.withdraw`: stands ready no longer and takes the deposit back.
struct Withdraw: Method {
    static let name = "whistleblower.withdraw"
    let services: Services

    func call(_ parameters: IdentityParameters, in context: CallContext) async throws -> JSONObject
    {
        let identity = try services.network.identity(parameters.identity)
        let appended = try await services.network.append(
            .whistleblowerWithdraw(WhistleblowerWithdraw()),
            as: identity
        )
        let result: JSONObject = ["participant": .id(identity.participant)]
        return result.adding(appended)
    }
}
