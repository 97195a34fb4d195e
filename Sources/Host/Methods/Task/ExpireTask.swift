import JSON
import Network
import PluginKit

/// `task.expire`: anyone points at a deadline that has passed, so that nothing is locked for ever
/// (rule L2).
struct ExpireTask: Method {
    static let name = "task.expire"
    let facilities: Facilities

    func call(_ parameters: TaskParameters, in context: CallContext) async throws -> JSONObject {
        let network = facilities.services.network
        let identity = try network.identity(parameters.identity)
        let appended = try await network.append(
            .taskExpire(TaskExpire(task: parameters.task)),
            as: identity
        )
        let result: JSONObject = [
            "task": .id(parameters.task),
            "phase": .string(try network.task(parameters.task).phase.word),
        ]
        return result.adding(appended)
    }
}
