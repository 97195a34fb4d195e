import JSON
import JSONRPC
import PluginKit

/// `events.listen`: from now on, or from a number on, tells the caller what happens.
struct EventsListen: CallerMethod {
    struct Parameters: JSONDecodable, Sendable {
        let topics: Set<EventTopic>
        let since: Int64?
        let filter: EventFilter

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            var topics: Set<EventTopic> = []
            for element in try fields.required("topics").elements() {
                let name = try element.string()
                guard let topic = EventTopic(rawValue: name) else {
                    let known = EventTopic.allCases.map(\.rawValue).joined(separator: ", ")
                    throw element.failure(expected: "one of \(known)", got: "\"\(name)\"")
                }
                topics.insert(topic)
            }
            self.topics = topics
            since = try fields.optionalInteger("since", in: -1...Int64.max - 1)
            filter =
                try fields.optional("filter").map { json throws(JSONDecodingError) in
                    try EventFilter(json: json)
                } ?? EventFilter()
            try fields.finish()
        }
    }

    static let name = "events.listen"
    let hub: EventHub

    func call(_ parameters: Parameters, from caller: Caller) async throws -> JSONObject {
        let subscription = try hub.listen(
            to: parameters.topics,
            since: parameters.since,
            parameters.filter,
            for: caller
        )
        return [
            "subscription": .integer(subscription.number),
            "from": .integer(subscription.first),
        ]
    }
}
