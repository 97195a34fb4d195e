import Access
import JSON
import JSONRPC

extension RPCError {
    init(token error: TokenError) {
        self.init(.invalidToken, sentence(error))
    }

    /// An identity that a connection may not act as; the permitted ones are no secret to it.
    init(identity name: String, permitted: [String]) {
        let words =
            permitted.isEmpty
            ? "It may act as nobody."
            : "It may act as \(permitted.map { "\"\($0)\"" }.joined(separator: ", "))."
        self.init(
            .identityForbidden,
            "This connection may not act as \"\(name.excerpt)\". \(words)",
            pointer: "/as",
            got: name.excerpt
        )
    }
}
