import JSON
import Network
import PluginKit

/// `participant.list`: who takes part, with what credits, at what reputation.
struct ParticipantList: Method {
    static let name = "participant.list"
    static let pagedList: String? = "participants"
    let facilities: Facilities

    func call(_ parameters: NoParameters, in context: CallContext) async throws -> JSONObject {
        let state = try facilities.services.network.state
        let deposits = state.deposits
        return [
            "participants": .array(
                state.participants.map { participant in
                    [
                        "userid": .count(participant.userID),
                        "name": .string(participant.name),
                        "participant": .id(participant.id),
                        "credits": .count(state.books[.balance(participant.id)]),
                        "deposits": .count(deposits[participant.id] ?? 0),
                        "reputation": .trillionths(participant.reputation),
                    ]
                }
            )
        ]
    }
}
