import JSON
import Network
import PluginKit

/// `reputation.log`: the training log of a round: what counts, in log order, by whom.
struct ReputationLog: Method {
    static let name = "reputation.log"
    static let pagedList: String? = "entries"
    let facilities: Facilities

    func call(_ parameters: RoundParameters, in context: CallContext) async throws -> JSONObject {
        let state = try facilities.services.network.state
        let round = try facilities.services.network.round(parameters.round)
        var entries: [JSONValue] = []
        for contribution in state.acceptedContributions(of: round.id) {
            guard let author = state.participants[contribution.author] else { continue }
            guard let content = contribution.revealed?.content else { continue }
            entries.append([
                "contribution": .id(contribution.id),
                "userid": .count(author.userID),
                "participant": .id(author.id),
                "name": .string(content.name),
                "block": .count(contribution.block),
                "samples": .count(content.samples),
                "update": .hash(content.update),
                "reputation": .trillionths(author.reputation),
            ])
        }
        return ["entries": .array(entries)]
    }
}
