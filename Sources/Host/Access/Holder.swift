/// Whose something is that outlives its connection, such as a job.
package struct Holder: Sendable, Hashable {
    /// The user; nothing for the host's owner.
    let user: UInt32?
    /// The names of all tokens that the connection had presented.
    let tokens: Set<String>

    /// The host's owner, who has presented no token.
    package static let owner = Holder(user: nil, tokens: [])

    /// A user who has presented some tokens.
    package init(user: UInt32?, tokens: Set<String>) {
        self.user = user
        self.tokens = tokens
    }

    /// Whether what is another's may be seen and ended: by its user and by the host's owner, over
    /// connections that are no narrower than its own.
    func mayHandle(whatIs other: Holder) -> Bool {
        (user == nil || user == other.user) && tokens.isSubset(of: other.tokens)
    }
}
