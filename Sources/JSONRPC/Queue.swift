/// First in, first out.
///
/// - Complexity: O(1) amortised for both ends.
struct Queue<Element> {
    private var incoming: [Element] = []
    /// The older elements, the oldest last.
    private var outgoing: [Element] = []

    var isEmpty: Bool { incoming.isEmpty && outgoing.isEmpty }

    mutating func append(_ element: Element) {
        incoming.append(element)
    }

    mutating func popFirst() -> Element? {
        if outgoing.isEmpty {
            swap(&incoming, &outgoing)
            outgoing.reverse()
        }
        return outgoing.popLast()
    }

    mutating func removeAll(where shouldRemove: (Element) -> Bool) {
        incoming.removeAll(where: shouldRemove)
        outgoing.removeAll(where: shouldRemove)
    }
}

extension Queue: Sendable where Element: Sendable {}
