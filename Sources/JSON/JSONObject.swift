import OrderedCollections

/// The members of a JSON object, in the order in which they were written.
public struct JSONObject: Hashable, Sendable {
    private var members: OrderedDictionary<String, JSONValue> = [:]

    /// An object without members.
    public init() {}

    /// The members' names, in order.
    public var names: [String] { Array(members.keys) }

    /// The number of members.
    public var count: Int { members.count }

    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }

    /// The value of a name; setting nothing removes the member.
    public subscript(name: String) -> JSONValue? {
        get { members[name] }
        set { members[name] = newValue }
    }

    /// Keeps the members for which a predicate holds.
    ///
    /// - Complexity: O(members), where removing each by its name would move all that come behind it.
    public mutating func keep(where isKept: (String, JSONValue) -> Bool) {
        members.removeAll { !isKept($0.key, $0.value) }
    }

    /// Adds a member unless its name is taken; tells whether it did.
    mutating func insert(_ value: JSONValue, named name: String) -> Bool {
        let count = members.count
        members.updateValue(value, forKey: name, insertingAt: count)
        return members.count > count
    }

    /// Makes room for a number of members.
    public mutating func reserveCapacity(_ count: Int) {
        members.reserveCapacity(count)
    }
}

extension JSONObject: Sequence {
    /// The members, in order.
    public func makeIterator() -> some IteratorProtocol<(name: String, value: JSONValue)> {
        members.lazy.map { (name: $0.key, value: $0.value) }.makeIterator()
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Writes members in the order given; a name that comes twice keeps its last value.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (name, value) in elements { members[name] = value }
    }
}
