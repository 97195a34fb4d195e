public import JSON

/// Who besides the process's owner may connect, and what they may do: the section `access` of the
/// configuration.
public struct AccessTable: Hashable, Sendable {
    /// The most rules.
    public static let countMax = 1024

    /// The rules; the first one that names a caller decides.
    public let rules: [AccessRule]
    /// The mode of the socket's file; nothing for what the rules need.
    public let socketMode: UInt32?
    /// The group of the socket's file; nothing for the process's own.
    public let socketGroup: UInt32?

    /// No one but the owner.
    public static let ownerOnly = AccessTable(rules: [], socketMode: nil, socketGroup: nil)

    /// A table.
    public init(rules: [AccessRule], socketMode: UInt32?, socketGroup: UInt32?) {
        self.rules = rules
        self.socketMode = socketMode
        self.socketGroup = socketGroup
    }

    /// Reads a table; names of users and groups are looked up.
    public init(
        json: JSONReader,
        directory: some AccountDirectory
    ) throws(JSONDecodingError) {
        var fields = try json.object()
        var rules: [AccessRule] = []
        for reader in try fields.required("rules").elements(count: 0...Self.countMax) {
            rules.append(try AccessRule(json: reader, directory: directory))
        }
        var group: UInt32?
        if let reader = fields.optional("socketGroup") {
            group = try reader.number(ofGroupIn: directory)
        }
        let mode = try fields.optional("socketMode")?.socketMode()
        try fields.finish()
        self.init(rules: rules, socketMode: mode, socketGroup: group)
    }

    /// The place and text of the first rule that names a user or one of its groups.
    public func rule(forUser user: UInt32, groups: Set<UInt32>) -> (Int, AccessRule)? {
        guard let index = rules.firstIndex(where: { $0.names(user: user, groups: groups) }) else {
            return nil
        }
        return (index, rules[index])
    }

    /// The mode of the socket's file, as it is to be.
    ///
    /// Without rules it is the owner's alone. With rules the named must be able to connect, and who
    /// is not named is turned away by the rules.
    public var effectiveSocketMode: UInt32 {
        if rules.isEmpty { return 0o600 }
        return socketMode ?? (socketGroup == nil ? 0o666 : 0o660)
    }
}

/// One rule of the table: for whom, and what.
public struct AccessRule: Hashable, Sendable {
    /// The users by number.
    public let users: Set<UInt32>
    /// The groups by number.
    public let groups: Set<UInt32>
    /// What they may do at most.
    public let permission: Permission
    /// How often each of the users may call.
    public let rate: RateLimit?
    /// Whether nothing is allowed before a token has been presented.
    public let requiresToken: Bool

    /// A rule.
    public init(
        users: Set<UInt32>,
        groups: Set<UInt32> = [],
        permission: Permission,
        rate: RateLimit? = nil,
        requiresToken: Bool = false
    ) {
        self.users = users
        self.groups = groups
        self.permission = permission
        self.rate = rate
        self.requiresToken = requiresToken
    }

    init(json: JSONReader, directory: some AccountDirectory) throws(JSONDecodingError) {
        var fields = try json.object()
        var users: Set<UInt32> = []
        var groups: Set<UInt32> = []
        for reader in try fields.optional("users")?.elements(count: 1...1024) ?? [] {
            users.insert(try reader.number(ofUserIn: directory))
        }
        for reader in try fields.optional("groups")?.elements(count: 1...1024) ?? [] {
            groups.insert(try reader.number(ofGroupIn: directory))
        }
        guard !users.isEmpty || !groups.isEmpty else {
            throw json.failure(expected: "\"users\" or \"groups\"", got: "neither")
        }
        let identities = try fields.optional("identities")?.keyNames() ?? []
        let roles = try fields.optional("roles")?.roleNames()
        let methods = try fields.optional("methods")?.methodPatterns() ?? [.ordinary]
        let mayNameFiles = try fields.optional("files")?.bool() ?? false
        rate = try fields.optional("rate")?.decode()
        requiresToken = try fields.optional("tokenRequired")?.bool() ?? false
        try fields.finish()
        self.users = users
        self.groups = groups
        permission = Permission(
            identities: .only(identities),
            roles: roles.map { .only($0) } ?? .everything,
            methods: .only(methods),
            mayNameFiles: mayNameFiles
        )
    }

    func names(user: UInt32, groups: Set<UInt32>) -> Bool {
        users.contains(user) || !self.groups.isDisjoint(with: groups)
    }
}

/// Where names of users and groups are looked up.
public protocol AccountDirectory {
    /// The number of a user's name.
    func user(named name: String) -> UInt32?
    /// The number of a group's name.
    func group(named name: String) -> UInt32?
}

extension JSONReader {
    fileprivate func number(
        ofUserIn directory: some AccountDirectory
    ) throws(JSONDecodingError) -> UInt32 {
        try number(of: "user") { directory.user(named: $0) }
    }

    fileprivate func number(
        ofGroupIn directory: some AccountDirectory
    ) throws(JSONDecodingError) -> UInt32 {
        try number(of: "group") { directory.group(named: $0) }
    }

    private func number(
        of kind: String,
        _ find: (String) -> UInt32?
    ) throws(JSONDecodingError) -> UInt32 {
        guard let name = value.string else {
            // The largest number stands for "none" in the system's calls.
            return UInt32(try integer(in: 0...Int64(UInt32.max) - 1))
        }
        guard let number = find(name) else {
            throw failure(expected: "a \(kind) of this machine", got: "\"\(name.excerpt)\"")
        }
        return number
    }

    /// A mode such as "0660": the owner reads and writes, nobody executes.
    fileprivate func socketMode() throws(JSONDecodingError) -> UInt32 {
        let text = try string()
        guard let mode = UInt32(text, radix: 8), mode & ~0o666 == 0, mode & 0o600 == 0o600 else {
            throw failure(expected: "an octal mode from \"0600\" to \"0666\"", got: "\"\(text)\"")
        }
        return mode
    }
}
