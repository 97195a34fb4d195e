import Access
import JSONRPC
import Synchronization

/// What one connection may do, from the kernel's word on who it is and the tokens it presented.
final class AccessSession: Sendable {
    /// How a permission came about.
    enum Origin: Sendable {
        /// The process's owner, the administrator, or standard input.
        case owner
        /// The rule at this place in the table.
        case rule(Int)
        /// No rule: the table had none when the connection was let in.
        case nobody

        var isOwner: Bool { if case .owner = self { true } else { false } }
    }

    /// Whose calls a limit counts.
    enum Payer: Hashable, Sendable {
        case user(UInt32)
        case token(Fingerprint)
    }

    typealias Account = RateMeter<Payer>.Account

    /// What becomes narrower.
    struct State: Sendable {
        var permission: Permission
        var accounts: [Account]
        /// Nothing is allowed until a token has been presented.
        var needsToken: Bool
        /// The ids of the tokens, in the order in which they were presented.
        var tokens: [String] = []
        /// All names under which any of the tokens can be revoked.
        var names: [String] = []
    }

    /// The most tokens that one connection presents, and the most rates with them.
    static let tokenCountMax = 16

    let peer: Peer?
    let origin: Origin
    private let state: Mutex<State>

    init(peer: Peer?, table: AccessTable) {
        self.peer = peer
        let state: State
        if peer?.isOwner ?? true {
            origin = .owner
            state = State(permission: .owner, accounts: [], needsToken: false)
        } else if let peer,
            let (index, rule) = table.rule(forUser: peer.userID, groups: peer.groupIDs)
        {
            origin = .rule(index)
            let payer = Payer.user(peer.userID)
            state = State(
                permission: rule.permission,
                accounts: rule.rate.map { [Account(key: payer, limit: $0)] } ?? [],
                needsToken: rule.requiresToken
            )
        } else {
            origin = .nobody
            let nothing = Permission(
                identities: .nothing,
                roles: .nothing,
                methods: .nothing,
                mayNameFiles: false
            )
            state = State(permission: nothing, accounts: [], needsToken: false)
        }
        self.state = Mutex(state)
    }

    /// As it is now.
    var current: State { state.withLock(\.self) }

    /// Adds a genuine token's caveats; false when the connection has presented too many tokens.
    func narrow(by token: Token, named fingerprints: [Fingerprint]) -> Bool {
        precondition(fingerprints.count == token.caveats.count + 1, "each caveat has a name")
        return state.withLock { state in
            guard state.tokens.count < Self.tokenCountMax else { return false }
            let rateCount = token.caveats.count { if case .rate = $0 { true } else { false } }
            let tokenAccounts = state.accounts.count {
                if case .token = $0.key { true } else { false }
            }
            guard rateCount + tokenAccounts <= Self.tokenCountMax else { return false }
            for (caveat, fingerprint) in zip(token.caveats, fingerprints.dropFirst()) {
                state.permission.narrow(by: caveat)
                guard case .rate(let limit) = caveat else { continue }
                // Who narrowed a token shares the limits that it had before with its other holders.
                state.accounts.append(Account(key: .token(fingerprint), limit: limit))
            }
            state.needsToken = false
            state.tokens.append(token.id)
            state.names += [token.id] + fingerprints.map(\.description)
            return true
        }
    }
}
