import JSON
import Network
import PluginKit

/// `solver.abandon`: gives a task back, which costs what silence would cost (rule T3).
struct Abandon: Method {
    static let name = "solver.abandon"
    let services: Services

    func call(_ parameters: TaskParameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let abandonment = TaskAbandon(task: parameters.task)
        let appended = try await services.network.append(.taskAbandon(abandonment), as: identity)
        let result: JSONObject = ["task": .id(parameters.task)]
        return result.adding(appended)
    }
}
