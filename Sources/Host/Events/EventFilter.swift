import JSON
import Network
import PluginKit

/// Which events of its topics a listener wants: those that meet every condition that is there.
struct EventFilter: Sendable, Hashable {
    /// The kinds, of which an event has one; nothing for all.
    var kinds: Set<String>?
    /// The words before the dot of kinds; nothing for all.
    var namespaces: Set<String>?
    /// For a kind of subject the ids, of which an event concerns one.
    var subjects: [String: Set<String>] = [:]

    /// The names under which conditions on subjects stand, and the kinds of subjects they are about.
    static let subjectNames = [
        "participants": "participant", "tasks": "task", "rounds": "round", "jobs": "job",
    ]

    /// Whether an event is wanted.
    func matches(_ event: Event) -> Bool {
        if let kinds, !kinds.contains(event.kind) { return false }
        if let namespaces {
            let namespace = event.kind.prefix { $0 != "." }
            guard namespaces.contains(String(namespace)) else { return false }
        }
        return subjects.allSatisfy { kind, ids in
            event.subjects.contains { $0.kind == kind && ids.contains($0.id) }
        }
    }

    /// The filter as the caller gave it.
    var json: JSONValue {
        var object = JSONObject()
        func add(_ name: String, _ values: Set<String>?) {
            guard let values else { return }
            object[name] = .array(values.sorted().map { .string($0) })
        }
        add("kinds", kinds)
        add("namespaces", namespaces)
        for (name, kind) in Self.subjectNames.sorted(by: { $0.key < $1.key }) {
            add(name, subjects[kind])
        }
        return .object(object)
    }
}

extension EventFilter: JSONDecodable {
    /// The most values of one condition.
    static let valueCountMax = 100

    /// Reads the conditions.
    init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        kinds = try Self.values(fields.optional("kinds"))
        namespaces = try Self.values(fields.optional("namespaces"))
        for (name, kind) in Self.subjectNames.sorted(by: { $0.key < $1.key }) {
            subjects[kind] = try Self.values(fields.optional(name))
        }
        try fields.finish()
    }

    private static func values(_ json: JSONReader?) throws(JSONDecodingError) -> Set<String>? {
        guard let json else { return nil }
        var values: Set<String> = []
        let elements = try json.elements()
        guard (1...valueCountMax).contains(elements.count) else {
            throw json.failure(expected: "1 to \(valueCountMax) strings", got: "\(elements.count)")
        }
        for element in elements { values.insert(try element.string()) }
        return values
    }

    /// The same filter with participants' names replaced by their keys.
    func resolved(by network: NetworkService) throws -> EventFilter {
        guard let participants = subjects["participant"] else { return self }
        var filter = self
        filter.subjects["participant"] = Set(
            try participants.map { try network.participant($0).hex }
        )
        return filter
    }
}
