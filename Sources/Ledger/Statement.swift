public import Network

/// Something that a participant of this home says, not numbered or signed yet.
public struct Statement: Sendable {
    /// What is said.
    public let payload: Payload
    let key: SigningKey

    /// A participant's words.
    public init(_ payload: Payload, by key: SigningKey) {
        self.payload = payload
        self.key = key
    }

    /// Who says it.
    public var author: ParticipantID { key.participant }
}
