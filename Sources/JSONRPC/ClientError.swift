/// Why a call from this side has no result.
public enum ClientError: Error, Hashable, Sendable {
    /// The host answered with an error.
    case refused(RPCError)
    /// No host could be reached at a path; the words say why.
    case unreachable(String, reason: String)
    /// The connection closed before the reply came.
    case closed
    /// The host sent something that is no reply; the words say what.
    case malformed(String)
}

extension ClientError: CustomStringConvertible {
    /// What went wrong.
    public var description: String {
        switch self {
        case .refused(let error): error.description
        case .unreachable(let path, let reason): "no host answers at \(path): \(reason)"
        case .closed: "the host closed the connection"
        case .malformed(let words): "the host sent no valid reply: \(words)"
        }
    }
}
