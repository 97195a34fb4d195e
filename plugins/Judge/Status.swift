import JSON
import Network
import PluginKit

/// `judge.status`: who judges a dispute, what they have said, and until when.
struct Status: Method {
    struct Parameters: JSONDecodable, Sendable {
        let dispute: Dispute

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            dispute = try fields.dispute(in: json)
            try fields.finish()
        }
    }

    static let name = "judge.status"
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let standing = try services.network.standing(of: parameters.dispute)
        return [
            "stage": .string(standing.stage.rawValue),
            "judges": .optional(standing.panel.map { .array($0.judges.map { .id($0) }) }),
            "required": .optional(standing.panel.map { .count($0.required) }),
            "votes": .array(
                standing.votes.map { ["judge": .id($0.judge), "finding": .string($0.finding)] }
            ),
            "ruling": .optional(standing.ruling.map { .string($0) }),
            "appellant": .optional(standing.appellant.map { .id($0) }),
            "deadline": .optional(standing.deadline.map { .count($0) }),
        ]
    }
}
