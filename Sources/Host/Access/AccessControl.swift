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

    struct State {
        // Tokens are narrowed without asking, users are not made.
        var meter = RateMeter<AccessSession.Payer> { if case .user = $0 { true } else { false } }
        var failures = FailureMeter<Suspect>()
        var rootKey: [UInt8]?
    }

    let table: AccessTable
    let clock: AccessClock
    let keys: KeyStore
    let logger: Logger
    let revoked: RevokedTokens
    let state = Mutex(State())
    /// Whether any connection has ever been less than the owner.
    let isAnyoneLimited = Atomic(false)

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
        revoked = try RevokedTokens(notes)
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
        try admit(caller, method) { fault(of: $0, calling: method) }
    }

    func admit(_ caller: Caller, speaking method: String) throws(RPCError) {
        guard isAnyoneLimited.load(ordering: .acquiring) else { return }
        try admit(caller, method) { standingFault(of: $0, calling: method) }
    }

    private func admit(
        _ caller: Caller,
        _ method: String,
        _ fault: (AccessSession.State) -> RPCError?
    ) throws(RPCError) {
        let session = session(of: caller)
        let current = session.current
        if let fault = fault(current) { throw refusal(fault, of: session.peer, calling: method) }
        try count(current.accounts)
    }

    func holder(for caller: Caller) -> Holder {
        guard isAnyoneLimited.load(ordering: .acquiring) else { return .owner }
        let session = session(of: caller)
        let user = session.origin.isOwner ? nil : session.peer?.userID
        return Holder(user: user, tokens: Set(session.current.names))
    }

    func objection(to caller: Caller, calling method: String) -> RPCError? {
        guard isAnyoneLimited.load(ordering: .acquiring) else { return nil }
        return fault(of: session(of: caller).current, calling: method)
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
        if let fault = standingFault(of: session, calling: method) { return fault }
        guard session.permission.allows(method) else {
            return RPCError(
                .forbidden,
                "This connection may not call \(method.excerpt); auth.whoami says what it may.",
                got: method.excerpt
            )
        }
        return nil
    }

    /// What speaks against any call at all.
    private func standingFault(
        of session: AccessSession.State,
        calling method: String
    ) -> RPCError? {
        if session.needsToken {
            return RPCError(
                .forbidden,
                "Nothing may be called here before a token has been presented. Call auth.use.",
                got: method.excerpt
            )
        }
        if session.permission.isExpired(at: clock.seconds()) {
            return RPCError(.tokenExpired, "A token of this connection has expired. Connect anew.")
        }
        if !session.names.isEmpty, let name = revoked.first(of: session.names) {
            return RPCError(.tokenRevoked, "A token of this connection was revoked.", got: name)
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

// MARK: - Failures

extension AccessControl {
    /// Counts and logs a failure; the error to answer, which during a pause says only that.
    func refusal(
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
                "reason": "\(fault.code)", "method": "\(method.excerpt)",
                "user": "\(peer.map { String($0.userID) } ?? "-")",
                "process": "\(peer.map { String($0.processID) } ?? "-")",
                "failures": "\(count)",
            ]
        )
        return fault
    }

    /// The answer while nothing is tried for somebody.
    func pause(of peer: Peer?) -> RPCError? {
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

/// Rounded up: who comes back after so many is not too early.
private func milliseconds(_ nanoseconds: Int64) -> Int64 {
    (nanoseconds + 999_999) / 1_000_000
}
