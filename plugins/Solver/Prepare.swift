import JSON
import Network
import PluginKit
import Proofs

/// `solver.prepare`: the state that an accepted task's run must start from (rule T2).
struct Prepare: Method {
    static let name = "solver.prepare"
    let services: Services

    func call(_ parameters: TaskParameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let start = try await services.proofs.prepare(parameters.task, for: identity)
        return [
            "task": .id(parameters.task),
            "initial": .hash(start.initial),
            "startBeacon": .hash(start.binding.startBeacon),
            "segments": .count(start.segments),
            "checkpointInterval": .count(start.checkpointInterval),
            "steps": .count(start.steps),
        ]
    }
}
