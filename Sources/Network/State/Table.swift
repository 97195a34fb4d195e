import HashTreeCollections

/// A list that only grows at its end and whose copies share what they have in common.
///
/// The log's owner keeps an old copy of the network for each batch of entries; with plain arrays
/// the first change after each copy would copy everything.
///
/// - Complexity: `append`, reading and replacing are O(log n) also right after a copy.
public struct Roll<Element: Sendable>: Sendable {
    private var elements: TreeDictionary<Int, Element> = [:]

    /// An empty list.
    init() {}

    /// The number of elements.
    public var count: Int { elements.count }

    /// Whether there are none.
    public var isEmpty: Bool { elements.isEmpty }

    /// The element at an index, or nothing.
    public subscript(index: Int) -> Element? { elements[index] }

    /// The last element, or nothing.
    public var last: Element? { elements[count - 1] }

    mutating func append(_ element: Element) {
        elements[count] = element
    }

    mutating func replace(at index: Int, with element: Element) {
        precondition(index >= 0 && index < count, "only what is in the list can be replaced")
        elements[index] = element
    }
}

extension Roll: Sequence {
    /// The elements in order.
    public func makeIterator() -> some IteratorProtocol<Element> {
        // Indices are dense: below the count there is an element for each.
        (0..<count).lazy.compactMap { elements[$0] }.makeIterator()
    }
}

extension Roll: Encodable where Element: Encodable {
    /// Writes the elements in order, for ``Network/stateHash``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for element in self { try container.encode(element) }
    }
}

/// Rows under their names, in the order in which they came; rows are never removed.
public struct Table<ID: Hashable & Sendable, Row: Sendable>: Sendable {
    private var rows = Roll<Row>()
    private var indices: TreeDictionary<ID, Int> = [:]

    /// An empty table.
    init() {}

    /// The number of rows.
    public var count: Int { rows.count }

    /// The row of a name; assigning replaces it or adds it at the end.
    public internal(set) subscript(id: ID) -> Row? {
        get { indices[id].flatMap { rows[$0] } }
        set {
            guard let newValue else {
                preconditionFailure("rows are never removed")
            }
            if let index = indices[id] {
                rows.replace(at: index, with: newValue)
            } else {
                indices[id] = rows.count
                rows.append(newValue)
            }
        }
    }

    /// The place of a name, from 0 in the order of coming.
    public func index(of id: ID) -> Int? { indices[id] }

    /// The row at a place, or nothing.
    public func row(at index: Int) -> Row? { rows[index] }
}

extension Table: Sequence {
    /// The rows in the order in which they came.
    public func makeIterator() -> some IteratorProtocol<Row> { rows.makeIterator() }
}

extension Table: Encodable where Row: Encodable {
    /// Writes the rows in order, for ``Network/stateHash``; each row holds its own name.
    public func encode(to encoder: any Encoder) throws {
        try rows.encode(to: encoder)
    }
}
