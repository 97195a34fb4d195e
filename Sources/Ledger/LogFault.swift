public import Network

/// The first thing that is wrong with a stored log, and where.
public struct LogFault: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Kind: Hashable, Sendable {
        /// There is no entry at the position.
        case missing
        /// The entry's body is not the canonical form of an event, or of a genesis.
        case malformed(String)
        /// A column repeats something of the body, and what it says is another thing.
        case column(String)
        /// The chain hash does not follow from the entry and the one before it.
        case chain
        /// The author's key did not make the signature.
        case signature
        /// The effects on record are not those that the rules give.
        case effects
        /// Folding the log gives another state than the host has in memory.
        case state
        /// SQLite found its own file damaged; which entries that concerns it does not say.
        case file(String)
    }

    /// The log position of the entry at fault.
    public let position: Position
    /// What is wrong with it.
    public let kind: Kind

    /// A fault at a position.
    public init(position: Position, kind: Kind) {
        self.position = position
        self.kind = kind
    }
}

extension LogFault: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        switch kind {
        case .missing: "there is no entry at position \(position)"
        case .malformed(let reason): "the entry at position \(position) is malformed: \(reason)"
        case .column(let name):
            "the column \"\(name)\" of the entry at position \(position) contradicts its body"
        case .chain:
            "the chain hash at position \(position) does not follow from the entry and the one before"
        case .signature: "the signature at position \(position) was not made by the author's key"
        case .effects:
            "the effects on record for position \(position) are not those that the rules give"
        case .state:
            "folding the log up to position \(position) gives another state than the host has"
        case .file(let reason): "SQLite found the file damaged: \(reason)"
        }
    }
}
