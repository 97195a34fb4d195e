import JSON
import Network

/// What a host has told of its log; from then on it must stay so.
struct Witness: Sendable {
    /// Events by position: their ids, where they were told.
    private(set) var events: [Position: String] = [:]
    /// Hashes of the log by position.
    private(set) var chains: [Position: String] = [:]

    /// The last position that was told.
    private(set) var last: Position?

    /// Remembers what a reply says of the log.
    mutating func hear(_ reply: JSONValue) {
        for told in [reply, reply["commit"], reply["head"]].compactMap(\.self) { note(told) }
        for told in reply["events"]?.array ?? [] { note(told) }
    }

    private mutating func note(_ told: JSONValue) {
        guard let position = told["position"]?.integer else { return }
        last = max(last ?? 0, position)
        if let event = told["event"]?.string { events[position] = event }
        if let chain = told["chain"]?.string { chains[position] = chain }
    }

    /// Compares what was told with the whole log.
    ///
    /// - Throws: ``Unexpected`` when something is gone or has changed.
    func check(_ log: [LoggedEvent]) throws {
        for (index, event) in log.enumerated() where event.position != index {
            throw Unexpected("position \(index) of the log holds \(event.position)")
        }
        if let last, last >= log.count {
            throw Unexpected("the log ends before position \(last), which was acknowledged")
        }
        for (position, id) in events {
            guard log.indices.contains(Int(position)), log[Int(position)].id == id else {
                throw Unexpected("event \(id), acknowledged at position \(position), is lost")
            }
        }
        for (position, chain) in chains {
            guard log.indices.contains(Int(position)), log[Int(position)].chain == chain else {
                throw Unexpected("the log that was told up to position \(position) is another")
            }
        }
    }
}
