import JSON
import Network
import PluginKit

/// The parameters of methods that take a round.
struct RoundParameters: JSONDecodable, Sendable {
    let round: RoundID

    init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        round = try fields.id("round")
        try fields.finish()
    }
}

/// `round.status`: a round and everything that was contributed to it.
struct RoundStatus: Method {
    static let name = "round.status"
    let facilities: Facilities

    func call(_ parameters: RoundParameters, in context: CallContext) async throws -> JSONObject {
        let state = try facilities.services.network.state
        guard let round = state.rounds[parameters.round] else {
            throw ServiceError.unknownRound(parameters.round)
        }
        let contributions = state.contributions.filter { $0.round == round.id }
        return [
            "round": .id(round.id),
            "maintainer": .id(round.maintainer),
            "specification": .hash(round.opening.specification),
            "initial": .hash(round.opening.initial),
            "blocks": .count(round.blocks),
            "blockSamples": .count(round.opening.blockSamples),
            "assignment": .string(round.opening.assignment.rawValue),
            "open": .bool(!round.isClosed),
            "contributions": .array(contributions.map { describe($0, in: state) }),
            "published": .array(
                round.publications.map { publication in
                    ["model": .hash(publication.model), "position": .count(publication.position)]
                }
            ),
        ]
    }

    private func describe(_ contribution: ContributionRecord, in state: Network) -> JSONValue {
        let content = contribution.revealed?.content
        return [
            "contribution": .id(contribution.id),
            "author": .id(contribution.author),
            "userid": .optional(
                state.participants[contribution.author].map { .count($0.userID) }
            ),
            "block": .count(contribution.block),
            "name": .optional(content.map { .string($0.name) }),
            "update": .optional(content.map { .hash($0.update) }),
            "standing": .string(standing(of: contribution)),
            "closes": .optional(contribution.revealed.map { .count($0.closes) }),
        ]
    }

    private func standing(of contribution: ContributionRecord) -> String {
        switch contribution.standing {
        case .committed: "committed"
        case .pending: contribution.openClaim == nil ? "waiting" : "contested"
        case .accepted: contribution.openClaim == nil ? "accepted" : "contested"
        case .removed: "removed"
        }
    }
}
