/// Why a token is not taken.
public enum TokenError: Error, Hashable, Sendable {
    /// The text is not a token; the words say why.
    case malformed(String)
    /// The chain does not begin at this host's root key, or was changed on the way.
    case forged
}

extension TokenError: CustomStringConvertible {
    /// What is wrong.
    public var description: String {
        switch self {
        case .malformed(let words): "this is not a token: \(words)"
        case .forged: "this host did not issue the token, or it was changed"
        }
    }
}
