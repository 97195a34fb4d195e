import Access
import JSON
import JSONRPC
import Ledger
import Logging
import PluginKit
import Synchronization

/// Decides who may call what, and as whom.
///
/// Safe to use from any thread. As long as every connection is the owner's and has presented no
/// token, a call costs one look at a flag.
final class AccessControl: Sendable {
    /// Who is slowed down after failures.
    enum Suspect: Hashable, Sendable {
        case user(UInt32)
        case standardInput
    }

    private struct State {
        var meter = RateMeter<AccessSession.Payer>()
        var failures = FailureMeter<Suspect>()
        var revoked: RevokedTokens
        var rootKey: [UInt8]?
    }

    let table: AccessTable
    let clock: AccessClock
    private let keys: KeyStore
    private let logger: Logger
    private let state: Mutex<State>
    /// Whether any connection has ever been less than the owner.
    private let isAnyoneLimited = Atomic(false)

    /// The control of a home.
    init(
        _ table: AccessTable,
        keys: KeyStore,
        notes: NoteStore,
        clock: AccessClock,
        logger: Logger
    ) throws(StorageError) {
        self.table = table
        self.keys = keys
        self.clock = clock
        self.logger = logger
        state = Mutex(State(revoked: try RevokedTokens(notes)))
    }

    /// Who may connect to the socket.
    var socketAccess: SocketAccess {
        SocketAccess(
            mode: table.effectiveSocketMode,
            groupID: table.rules.isEmpty ? nil : table.socketGroup
        ) { [self] peer in
            if peer.isOwner { return true }
            guard table.rule(forUser: peer.userID, groups: peer.groupIDs) != nil else {
                return false
            }
            isAnyoneLimited.store(true, ordering: .releasing)
            return true
        }
    }

    /// What a connection has been found to be allowed.
    func session(of caller: Caller) -> AccessSession {
        caller.attached { AccessSession(peer: caller.peer, table: table) }
    }

    /// How many calls a connection may make right now; nothing where they are not counted.
    func remaining(of session: AccessSession.State) -> Int64? {
        let now = clock.nanoseconds()
        return state.withLock { $0.meter.remaining(of: session.accounts, at: now) }
    }
}

// MARK: - Calls

extension AccessControl: Gate {
    func admit(_ caller: Caller, to method: String) throws(RPCError) {
        guard isAnyoneLimited.load(ordering: .acquiring) else { return }
        if Permission.personal.contains(method) { return }
        let session = session(of: caller)
        let current = session.current
        if let fault = fault(of: current, calling: method) {
            throw refusal(fault, of: session.peer, calling: method)
        }
        try count(current.accounts)
    }

    func identity(
        _ requested: String?,
        for caller: Caller,
        calling method: String
    ) throws(RPCError) -> String? {
        guard isAnyoneLimited.load(ordering: .acquiring) else { return requested }
        let session = session(of: caller)
        guard let identities = session.current.permission.identities.elements else {
            return requested
        }
        // Who has one name need not say it.
        let name = requested ?? (identities.count == 1 ? identities.first : nil)
        guard identities.contains(name ?? Identity.defaultName) else {
            let fault = RPCError(
                identity: name ?? Identity.defaultName,
                permitted: identities.sorted()
            )
            throw refusal(fault, of: session.peer, calling: method)
        }
        return name
    }

    func permission(of caller: Caller) -> Permission {
        guard isAnyoneLimited.load(ordering: .acquiring) else { return .owner }
        return session(of: caller).current.permission
    }

    /// What speaks against a call, if anything does.
    private func fault(of session: AccessSession.State, calling method: String) -> RPCError? {
        if session.needsToken {
            return RPCError(
                .forbidden,
                "Nothing may be called here before a token has been presented. Call auth.use.",
                got: method
            )
        }
        if session.permission.isExpired(at: clock.seconds()) {
            return RPCError(.tokenExpired, "A token of this connection has expired. Connect anew.")
        }
        if !session.names.isEmpty,
            let name = state.withLock({ $0.revoked.first(of: session.names) })
        {
            return RPCError(.tokenRevoked, "A token of this connection was revoked.", got: name)
        }
        guard session.permission.allows(method) else {
            return RPCError(
                .forbidden,
                "This connection may not call \(method.prefix(80)); auth.whoami says what it may.",
                got: String(method.prefix(80))
            )
        }
        return nil
    }

    private func count(_ accounts: [AccessSession.Account]) throws(RPCError) {
        guard !accounts.isEmpty else { return }
        let now = clock.nanoseconds()
        guard let wait = state.withLock({ $0.meter.take(from: accounts, at: now) }) else { return }
        throw RPCError(
            .rateExceeded,
            "This connection calls too often; try again in \(milliseconds(wait)) ms.",
            details: ["retryAfterMilliseconds": .integer(milliseconds(wait))]
        )
    }
}

// MARK: - Tokens

extension AccessControl {
    /// Makes a token that allows no more than its issuer may and the caveats say.
    func issue(_ caveats: [Caveat], by caller: Caller) throws -> Token {
        let rootKey = try rootKeyOrNew()
        var random = SystemRandomNumberGenerator()
        let id = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        var token = Token(id: id, rootKey: rootKey)
        let session = session(of: caller).current
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
        if let name = state.withLock({ $0.revoked.first(of: names) }) {
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
                message: "A connection presents at most \(most) tokens.",
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
        let isNew = try state.withLock { try $0.revoked.insert(name) }
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

// MARK: - Failures

extension AccessControl {
    /// Counts and logs a failure; the error to answer, which during a pause says only that.
    private func refusal(
        _ fault: RPCError,
        of peer: Peer?,
        calling method: String
    ) -> RPCError {
        if let pause = pause(of: peer) { return pause }
        let now = clock.nanoseconds()
        let count = state.withLock { $0.failures.fail(Self.suspect(peer), at: now) }
        logger.warning(
            "refused a call",
            metadata: [
                "reason": "\(fault.code)", "method": "\(method.prefix(80))",
                "user": "\(peer.map { String($0.userID) } ?? "-")",
                "process": "\(peer.map { String($0.processID) } ?? "-")",
                "failures": "\(count)",
            ]
        )
        return fault
    }

    /// The answer while nothing is tried for somebody.
    private func pause(of peer: Peer?) -> RPCError? {
        let now = clock.nanoseconds()
        guard let wait = state.withLock({ $0.failures.pause(of: Self.suspect(peer), at: now) })
        else { return nil }
        return RPCError(
            .tooManyFailures,
            "After too many failures nothing is tried for \(milliseconds(wait)) ms.",
            details: ["retryAfterMilliseconds": .integer(milliseconds(wait))]
        )
    }

    private static func suspect(_ peer: Peer?) -> Suspect {
        peer.map { .user($0.userID) } ?? .standardInput
    }
}

extension Caveat {
    fileprivate func isExpired(at now: Int64) -> Bool {
        if case .expires(let moment) = self { moment <= now } else { false }
    }
}

/// Rounded up: who comes back after so many is not too early.
private func milliseconds(_ nanoseconds: Int64) -> Int64 {
    (nanoseconds + 999_999) / 1_000_000
}
