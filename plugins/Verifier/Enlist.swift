import JSON
import Network
import PluginKit

/// `verifier.enlist`: stands ready to be drawn, with a deposit and a committed secret (rule V1).
struct Enlist: Method {
    static let name = "verifier.enlist"
    let services: Services

    func call(_ parameters: DepositParameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let deposit =
            try parameters.deposit ?? services.network.state.parameters.verifierDepositMinimum
        let appended = try await services.append(as: identity) { commitment in
            .verifierEnlist(VerifierEnlist(deposit: deposit, secretCommitment: commitment))
        }
        let result: JSONObject = [
            "participant": .id(identity.participant), "deposit": .count(deposit),
        ]
        return result.adding(appended)
    }
}
