import JSON

/// Something that has happened, as listeners are told of it.
struct Event: Sendable {
    /// Whom or what an event concerns.
    struct Subject: Hashable, Sendable {
        /// What kind of thing: `participant`, `task`, `job`.
        let kind: String
        /// Its id.
        let id: String

        var json: JSONValue { ["kind": .string(kind), "id": .string(id)] }
    }

    /// The event's number in its series.
    let sequence: Int64
    /// What it belongs to.
    let topics: Set<EventTopic>
    /// What has happened, as `<namespace>.<word>`.
    let kind: String
    /// Whom and what it concerns.
    let subjects: [Subject]
    /// What is told besides, in order.
    let details: JSONObject
    /// Whose it is, so that only who may handle it is told; nothing where everybody is.
    var holder: Holder?

    /// The event as the notification to one subscription has it.
    func notification(to subscription: Int64) -> JSONValue {
        let topics = EventTopic.allCases.filter { self.topics.contains($0) }
        var params: JSONObject = [
            "subscription": .integer(subscription),
            "sequence": .integer(sequence),
            "topics": .array(topics.map { .string($0.rawValue) }),
            "kind": .string(kind),
            "subjects": .array(subjects.map(\.json)),
        ]
        for (name, value) in details { params[name] = value }
        return .object(params)
    }
}
