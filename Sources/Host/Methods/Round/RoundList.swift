import JSON
import Network
import PluginKit

/// `round.list`: all rounds, in the order of opening.
struct RoundList: Method {
    static let name = "round.list"
    static let pagedList: String? = "rounds"
    let facilities: Facilities

    func call(_ parameters: NoParameters, in context: CallContext) async throws -> JSONObject {
        let state = try facilities.services.network.state
        var counts: [RoundID: Int] = [:]
        for contribution in state.contributions { counts[contribution.round, default: 0] += 1 }
        return [
            "rounds": .array(
                state.rounds.map { round in
                    [
                        "round": .id(round.id),
                        "maintainer": .id(round.maintainer),
                        "open": .bool(!round.isClosed),
                        "contributions": .count(counts[round.id] ?? 0),
                    ]
                }
            )
        ]
    }
}
