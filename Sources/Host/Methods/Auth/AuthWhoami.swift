import Access
import JSON
import JSONRPC
import Ledger
import PluginKit

/// `auth.whoami`: who this connection is, what it may do, and how that was decided.
struct AuthWhoami: CallerMethod {
    static let name = "auth.whoami"
    let access: AccessControl
    let facilities: Facilities

    func call(_ parameters: NoParameters, from caller: Caller) async throws -> JSONObject {
        try description(of: caller)
    }

    /// What the connection may do, as it is now.
    func description(of caller: Caller) throws -> JSONObject {
        let session = access.session(of: caller)
        let state = session.current
        let permission = state.permission
        let groups = session.peer?.groupIDs.sorted().map { JSONValue.integer(Int64($0)) } ?? []
        let limit = state.accounts.map(\.limit).min { $0.perSecond < $1.perSecond }
        return [
            "user": session.peer.map { .integer(Int64($0.userID)) } ?? .null,
            "groups": .array(groups),
            "process": session.peer.map { .integer(Int64($0.processID)) } ?? .null,
            "decidedBy": .string(session.origin.text),
            "tokenRequired": .bool(state.needsToken),
            "tokens": .array(state.tokens.map { .string($0) }),
            "identities": texts(try identities(of: permission)),
            "roles": texts(Permission.roleNames.filter { permission.roles.contains($0) }),
            "methods": texts(permission.patterns),
            "files": .bool(permission.mayNameFiles),
            "rate": limit?.json ?? .null,
            "callsLeft": access.remaining(of: state).map { .integer($0) } ?? .null,
            "expires": permission.expires.map { .integer($0) } ?? .null,
        ]
    }

    /// The keys of this home that may sign.
    private func identities(of permission: Permission) throws -> [String] {
        try facilities.keys.names().filter { permission.identities.contains($0) }
    }

    private func texts(_ texts: some Sequence<String>) -> JSONValue {
        .array(texts.sorted().map { .string($0) })
    }
}

extension AccessSession.Origin {
    /// How it is told to callers; rules count from 1, as people do.
    fileprivate var text: String {
        switch self {
        case .owner: "owner"
        case .rule(let index): "rule \(index + 1)"
        case .nobody: "nobody"
        }
    }
}

extension Permission {
    fileprivate var patterns: [String] {
        methods.elements?.map(\.description) ?? ["*"] + MethodPattern.administrative
    }
}
