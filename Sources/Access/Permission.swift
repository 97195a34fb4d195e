/// What whoever makes a call may do.
///
/// A permission can only become narrower: there is no operation that adds to one.
public struct Permission: Hashable, Sendable {
    /// The roles that a caveat or a rule can name; each has the namespace of its name.
    public static let roleNames: Set<String> = [
        "judge", "solver", "submitter", "verifier", "whistleblower",
    ]

    /// Methods by which a caller learns and narrows its own permission; always allowed.
    public static let personal: Set<String> = ["auth.use", "auth.whoami"]

    /// The permission of the call that is under way.
    ///
    /// Outside of any call there is none, and nothing may be signed: what is to act on its own must
    /// be given a permission to act with.
    @TaskLocal public static var current: Permission?

    /// The names of the keys that may sign.
    public private(set) var identities: Allowance<String>
    /// The roles whose methods may be called.
    public private(set) var roles: Allowance<String>
    /// The methods that may be called, roles permitting.
    public private(set) var methods: Allowance<MethodPattern>
    /// The moment from which nothing is allowed any more, in seconds since 1970.
    public private(set) var expires: Int64?
    /// Whether the host reads and writes files that the caller names, with the host's own rights.
    public let mayNameFiles: Bool

    /// What the owner of the process may: everything.
    public static let owner = Permission(
        identities: .everything,
        roles: .everything,
        methods: .everything,
        mayNameFiles: true
    )

    /// A permission.
    public init(
        identities: Allowance<String>,
        roles: Allowance<String>,
        methods: Allowance<MethodPattern>,
        expires: Int64? = nil,
        mayNameFiles: Bool
    ) {
        self.identities = identities
        self.roles = roles
        self.methods = methods
        self.expires = expires
        self.mayNameFiles = mayNameFiles
    }

    /// Whether a method may be called; whether now is another question.
    public func allows(_ method: String) -> Bool {
        if Self.personal.contains(method) { return true }
        guard methods.covers(method) else { return false }
        let namespace = String(method.prefix { $0 != "." })
        return !Self.roleNames.contains(namespace) || roles.contains(namespace)
    }

    /// Whether the permission has ended.
    public func isExpired(at now: Int64) -> Bool {
        expires.map { $0 <= now } ?? false
    }

    /// Allows no more than what a caveat does.
    ///
    /// How often is for a ``RateMeter`` to count.
    public mutating func narrow(by caveat: Caveat) {
        switch caveat {
        case .identity(let names): identities.narrow(to: names)
        case .roles(let names): roles.narrow(to: names)
        case .methods(let patterns): methods.narrow(toCover: patterns)
        case .expires(let moment): expires = min(expires ?? moment, moment)
        case .rate: break
        }
    }

    /// The caveats that narrow the owner's permission to this one, for tokens that are issued by
    /// whoever has it.
    public var caveats: [Caveat] {
        var caveats: [Caveat] = []
        if let names = identities.elements { caveats.append(.identity(names)) }
        if let names = roles.elements { caveats.append(.roles(names)) }
        if let patterns = methods.elements { caveats.append(.methods(patterns)) }
        if let expires { caveats.append(.expires(expires)) }
        return caveats
    }
}
