import HashTreeCollections

/// Who stands ready for a role, in the order of enlisting.
public struct Roster: Sendable {
    /// Places by order of enlisting; those who left have none.
    private var members: TreeDictionary<Int, ParticipantID> = [:]
    private var places: TreeDictionary<ParticipantID, Int> = [:]
    private var nextPlace = 0

    /// Nobody.
    init() {}

    /// How many stand ready.
    public var count: Int { members.count }

    /// Whether somebody stands ready.
    public func contains(_ participant: ParticipantID) -> Bool { places[participant] != nil }

    /// Everybody who stands ready, in the order of enlisting.
    ///
    /// - Complexity: O(n log n).
    public var inOrder: [ParticipantID] {
        members.sorted { $0.key < $1.key }.map(\.value)
    }

    mutating func add(_ participant: ParticipantID) {
        precondition(places[participant] == nil, "nobody enlists twice")
        places[participant] = nextPlace
        members[nextPlace] = participant
        nextPlace += 1
    }

    mutating func remove(_ participant: ParticipantID) {
        guard let place = places.removeValue(forKey: participant) else {
            preconditionFailure("only those who are enlisted can leave")
        }
        members[place] = nil
    }
}

extension Roster: Encodable {
    /// Writes the members in order, for ``Network/stateHash``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for member in inOrder { try container.encode(member) }
    }
}
