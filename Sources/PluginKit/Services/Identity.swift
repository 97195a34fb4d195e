import Digests
import Ledger
public import Network

/// A key of this host's key store, in whose name a call acts (the parameter `as`).
public struct Identity: Sendable {
    /// The identity of calls that name none.
    public static let defaultName = "default"

    let key: SigningKey

    init(_ key: SigningKey) {
        self.key = key
    }

    /// The key's name in the key store.
    public var name: String { key.name }

    /// The public half, which is who the network sees.
    public var participant: ParticipantID { key.participant }
}
