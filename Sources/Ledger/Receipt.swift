public import Digests
public import Network

/// The ledger's word that an event is in the log for good.
public struct Receipt: Hashable, Sendable {
    /// Where the event stands.
    public let position: Position
    /// The event's name.
    public let event: Digest
    /// The chain hash at that position.
    public let chain: Digest
    /// What the event did, with rules and arithmetic.
    public let effects: [Effect]
}

/// An entry as the log has it, with what it did.
public struct RecordedEntry: Sendable {
    /// The entry.
    public let entry: LogEntry
    /// What it did, with rules and arithmetic.
    public let effects: [Effect]
}

/// An effect as the log has it: what happened, by which event.
public struct RecordedEffect: Hashable, Sendable {
    /// The position of the event that had the effect.
    public let position: Position
    /// The name of that event.
    public let event: Digest
    /// The effect.
    public let effect: Effect

    /// An effect of the event at a position.
    public init(position: Position, event: Digest, effect: Effect) {
        self.position = position
        self.event = event
        self.effect = effect
    }
}
