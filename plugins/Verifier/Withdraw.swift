import JSON
import Network
import PluginKit

/// `verifier.withdraw`: stands ready no longer and takes the deposit back.
struct Withdraw: Method {
    static let name = "verifier.withdraw"
    let services: Services

    func call(_ parameters: IdentityParameters, in context: CallContext) async throws -> JSONObject
    {
        let identity = try services.network.identity(parameters.identity)
        let appended = try await services.network.append(
            .verifierWithdraw(VerifierWithdraw()),
            as: identity
        )
        let result: JSONObject = ["participant": .id(identity.participant)]
        return result.adding(appended)
    }
}
