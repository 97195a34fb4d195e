import Access
import JSONRPC
import Ledger
import Logging
import Synchronization

extension AccessControl {
    /// Makes a token that allows no more than its issuer may and the caveats say.
    ///
    /// Who has presented a token gets no other: it would outlive the first one's revocation.
    func issue(_ caveats: [Caveat], by caller: Caller) throws -> Token {
        let session = session(of: caller).current
        guard session.tokens.isEmpty else {
            throw RPCError(
                .forbidden,
                "This connection has presented a token. Hand that one on, narrowed: no host is needed "
                    + "for it, see assay token narrow.",
                got: AuthIssue.name
            )
        }
        let rootKey = try rootKeyOrNew()
        var random = SystemRandomNumberGenerator()
        let id = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        var token = Token(id: id, rootKey: rootKey)
        for caveat in session.permission.caveats { try token.narrow(by: caveat) }
        for account in session.accounts { try token.narrow(by: .rate(account.limit)) }
        for caveat in caveats { try token.narrow(by: caveat) }
        return token
    }

    /// Narrows a connection to what a token allows.
    func use(_ text: String, by caller: Caller) throws(RPCError) {
        let session = session(of: caller)
        if let pause = pause(of: session.peer) { throw pause }
        let token: Token
        let fingerprints: [Fingerprint]
        do {
            token = try Token(text)
            fingerprints = try self.fingerprints(of: token)
        } catch {
            throw refusal(RPCError(describing: error), of: session.peer, calling: "auth.use")
        }
        let names = [token.id] + fingerprints.map(\.description)
        if let name = revoked.first(of: names) {
            let fault = RPCError(.tokenRevoked, got: name)
            throw refusal(fault, of: session.peer, calling: "auth.use")
        }
        let now = clock.seconds()
        guard !token.caveats.contains(where: { $0.isExpired(at: now) }) else {
            throw refusal(RPCError(.tokenExpired), of: session.peer, calling: "auth.use")
        }
        // Before the session is narrower, so that nothing slips by on the flag.
        isAnyoneLimited.store(true, ordering: .releasing)
        guard session.narrow(by: token, named: fingerprints) else {
            let most = AccessSession.tokenCountMax
            throw RPCError(
                limit: "tokensMax",
                most: most,
                message: "A connection presents at most \(most) tokens, and with them at most "
                    + "\(most) limits of how often it may call.",
                isRetryable: false
            )
        }
    }

    /// Revokes a token with everything narrowed from it; tells under which name, and whether it had
    /// been revoked before.
    func revoke(_ token: Token) throws -> (name: String, isNew: Bool) {
        let fingerprints = try fingerprints(of: token)
        // A token without caveats is all that was issued under its id.
        let name = token.caveats.isEmpty ? token.id : fingerprints.last?.description ?? token.id
        return (name, try revoke(named: name))
    }

    /// Revokes what was issued under an id, or what a fingerprint names; false when it was already.
    func revoke(named name: String) throws -> Bool {
        let isNew = try revoked.insert(name)
        logger.notice("revoked a token", metadata: ["token": "\(name)"])
        return isNew
    }

    private func fingerprints(of token: Token) throws -> [Fingerprint] {
        let rootKey = try state.withLock { state in
            if state.rootKey == nil { state.rootKey = try keys.tokenKey() }
            return state.rootKey
        }
        guard let rootKey else { throw TokenError.forged }
        return try token.fingerprints(rootKey: rootKey)
    }

    private func rootKeyOrNew() throws -> [UInt8] {
        try state.withLock { state in
            if let key = state.rootKey { return key }
            let key = try keys.tokenKeyOrNew()
            state.rootKey = key
            return key
        }
    }
}

extension Caveat {
    fileprivate func isExpired(at now: Int64) -> Bool {
        if case .expires(let moment) = self { moment <= now } else { false }
    }
}
