import JSON
import Network
import PluginKit

/// `judge.conclude`: anyone points at a trial whose time is up: a ruling that nobody appealed takes
/// effect, and what no judge has ruled on ends (rules C5 and L2).
struct Conclude: Method {
    static let name = "judge.conclude"
    let services: Services

    func call(
        _ parameters: DisputeParameters,
        in context: CallContext
    ) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let payload: Payload
        switch parameters.dispute {
        case .challenge(let id):
            let task = try services.network.challenge(id).target.task
            payload = .taskExpire(TaskExpire(task: task))
        case .claim(let id):
            payload = .claimExpire(ClaimExpire(claim: try services.network.claim(id).id))
        }
        let appended = try await services.network.append(payload, as: identity)
        let standing = try services.network.standing(of: parameters.dispute)
        let result: JSONObject = ["stage": .string(standing.stage.rawValue)]
        return result.adding(appended)
    }
}
