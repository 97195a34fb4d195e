import JSON
import Network
import PluginKit

/// `submitter.cancel`: takes an offer back that nobody has accepted.
struct Cancel: Method {
    static let name = "submitter.cancel"
    let services: Services

    func call(_ parameters: TaskParameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let cancellation = TaskCancel(task: parameters.task)
        let appended = try await services.network.append(.taskCancel(cancellation), as: identity)
        let result: JSONObject = ["task": .id(parameters.task)]
        return result.adding(appended)
    }
}
