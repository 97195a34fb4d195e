import JSON
import Network
import PluginKit

/// `judge.bench`: who may judge at present, and how panels are made of them (rule C5).
struct Bench: Method {
    static let name = "judge.bench"
    let services: Services

    func call(_ parameters: NoParameters, in context: CallContext) async throws -> JSONObject {
        let state = try services.network.state
        return [
            "judges": .array(
                state.bench.compactMap { state.participants[$0] }.map { judge in
                    [
                        "participant": .id(judge.id),
                        "name": .string(judge.name),
                        "reputation": .trillionths(judge.reputation),
                    ]
                }
            ),
            "barred": .array(state.participants.filter(\.isBarred).map { .id($0.id) }),
            "benchSize": .count(state.parameters.benchSize),
            "quorumSize": .count(state.parameters.quorumSize),
        ]
    }
}
