import Digests
import JSON
import Ledger
import Network

extension Event {
    /// An entry of the log as an event.
    init(_ recorded: RecordedEntry) throws(JSONParseError) {
        let entry = recorded.entry
        // Genesis has no author: its body is the genesis document itself.
        let body = try JSONValue(parsing: entry.event.body)
        let isGenesis = entry.position == 0
        let kind = isGenesis ? "genesis" : body["type"]?.string ?? ""
        let author = isGenesis ? nil : body["author"]?.string
        let id = entry.event.id.hex
        var subjects = Self.subjects(named: body["fields"], kind, id)
        for subject in recorded.effects.flatMap(\.subjects) {
            let subject = Subject(kind: subject.kind, id: subject.name)
            if !subjects.contains(subject) { subjects.append(subject) }
        }
        if let author {
            let subject = Subject(kind: "participant", id: author)
            if !subjects.contains(subject) { subjects.append(subject) }
        }
        self.init(
            sequence: entry.position,
            topics: Self.topics(of: subjects),
            kind: kind,
            subjects: subjects,
            details: [
                "event": .string(id),
                "author": author.map { .string($0) } ?? .null,
                "effects": .array(
                    recorded.effects.map { effect in
                        ["rule": .string(effect.rule), "text": .string(effect.text)]
                    }
                ),
            ]
        )
    }

    private static func topics(of subjects: [Subject]) -> Set<EventTopic> {
        var topics: Set<EventTopic> = [.ledger]
        for subject in subjects {
            switch subject.kind {
            case "task", "challenge": topics.insert(.task)
            case "round", "contribution", "claim": topics.insert(.round)
            default: break
            }
        }
        return topics
    }

    /// What an event makes bears the event's own name.
    private static let makers = [
        "task.submit": "task", "challenge.commit": "challenge", "round.open": "round",
        "contribution.commit": "contribution", "claim.file": "claim",
    ]

    /// The kinds of things that events name in their fields.
    private static let namedKinds = [
        "task", "challenge", "round", "contribution", "claim", "participant",
    ]

    /// What an event names itself, for it may have no effect that does.
    private static func subjects(
        named fields: JSONValue?,
        _ kind: String,
        _ id: String
    ) -> [Subject] {
        let made = makers[kind].map { Subject(kind: $0, id: id) }
        let named = namedKinds.compactMap { name in
            fields?[name]?.string.map { Subject(kind: name, id: $0) }
        }
        return [made].compactMap(\.self) + named
    }
}
