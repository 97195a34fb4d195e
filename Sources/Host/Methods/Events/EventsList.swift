import JSON
import JSONRPC
import PluginKit

/// `events.list`: the subscriptions of the caller's connection.
struct EventsList: CallerMethod {
    static let name = "events.list"
    static let pagedList: String? = "subscriptions"
    let hub: EventHub

    func call(_ parameters: NoParameters, from caller: Caller) async throws -> JSONObject {
        let subscriptions = hub.subscriptions(of: caller.connection)
        return [
            "subscriptions": .array(
                subscriptions.map { subscription in
                    let topics = EventTopic.allCases.filter { subscription.topics.contains($0) }
                    return [
                        "subscription": .integer(subscription.number),
                        "topics": .array(topics.map { .string($0.rawValue) }),
                        "filter": subscription.filter.json,
                        "reached": .integer(subscription.reached),
                    ]
                }
            )
        ]
    }
}
