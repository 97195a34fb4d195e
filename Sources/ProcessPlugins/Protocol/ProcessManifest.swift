public import JSON

/// What a plugin says of itself when it is asked for its manifest.
///
/// The members are Core Lightning's; what is ours stands under `assay`. Members that are not known
/// are let pass: plugins are written for several hosts.
public struct ProcessManifest: Hashable, Sendable {
    /// A method that the plugin adds.
    public struct Method: Hashable, Sendable {
        /// The name under which it is called.
        public let name: String
        /// The parameters in words: `name [greeting]`.
        public let usage: String
        /// What it does.
        public let description: String
        /// How long a call may take, in seconds; nothing for the host's own limit.
        public let deadlineSeconds: Int64?
    }

    /// A place at which the plugin wants to be asked.
    public struct Hook: Hashable, Sendable {
        /// The hook's name.
        public let name: String
        /// Plugins that are asked after this one.
        public let before: [String]
        /// Plugins that are asked before this one.
        public let after: [String]
        /// What counts when there is no proper answer; nothing for the hook's own.
        public let onFailure: HookAnswer?

        /// A wish.
        public init(
            name: String,
            before: [String] = [],
            after: [String] = [],
            onFailure: HookAnswer? = nil
        ) {
            self.name = name
            self.before = before
            self.after = after
            self.onFailure = onFailure
        }
    }

    /// What a plugin says of itself as an executor.
    public struct Executor: Hashable, Sendable {
        /// How long a segment may take.
        public let deadline: Duration
    }

    /// What users may set.
    public var options: [PluginOption] = []
    /// The methods that are added.
    public var methods: [Method] = []
    /// The topics that the plugin wants to hear of.
    public var subscriptions: [String] = []
    /// Where the plugin wants to be asked.
    public var hooks: [Hook] = []
    /// The topics that the plugin itself sends.
    public var notifications: [String] = []
    /// Whether it may be started and stopped while the host runs.
    public var isDynamic = true
    /// Why the plugin does not want to run, if so.
    public var disabledReason: String?
    /// The role that it takes over.
    public var role: String?
    /// How it answers `executor.run`; nothing when it does not.
    public var executor: Executor?

    /// Whether a topic is among the subscriptions.
    public func subscribes(to topic: String) -> Bool { subscriptions.contains(topic) }
}

/// A hook's answer.
public enum HookAnswer: String, Hashable, Sendable, CaseIterable {
    /// Nothing stands against it.
    case `continue`
    /// It must not happen.
    case reject
}

extension ProcessManifest: JSONDecodable {
    /// The most methods, options, hooks or topics of one plugin.
    static let countMax = 1000
    /// The longest name of a method, option, hook or topic.
    static let nameByteCountMax = 128

    /// Reads the result of `getmanifest`.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        options = try Self.elements(fields.optional("options"))
        methods = try Self.elements(fields.optional("rpcmethods"))
        subscriptions = try Self.names(fields.optional("subscriptions"))
        hooks = try Self.elements(fields.optional("hooks"))
        let topics: [AnnouncedTopic] = try Self.elements(fields.optional("notifications"))
        notifications = topics.map(\.name)
        isDynamic = try fields.optional("dynamic")?.bool() ?? true
        disabledReason = try fields.optional("disable")?.string()
        if let reader = fields.optional("assay") {
            var own = try reader.object()
            role = try own.optional("role")?.string()
            executor = try own.optional("executor").map { reader throws(JSONDecodingError) in
                try Executor(json: reader)
            }
            try own.finish()
        }
        try Self.refuseRepetition(of: methods.map(\.name), at: "/rpcmethods")
        try Self.refuseRepetition(of: options.map(\.name), at: "/options")
        try Self.refuseRepetition(of: hooks.map(\.name), at: "/hooks")
    }

    private static func elements<Element: JSONDecodable>(
        _ reader: JSONReader?
    ) throws(JSONDecodingError) -> [Element] {
        var elements: [Element] = []
        for reader in try reader?.elements(count: 0...countMax) ?? [] {
            elements.append(try Element(json: reader))
        }
        return elements
    }

    fileprivate static func names(
        _ reader: JSONReader?
    ) throws(JSONDecodingError) -> [String] {
        var names: [String] = []
        for reader in try reader?.elements(count: 0...countMax) ?? [] {
            names.append(try name(reader))
        }
        return names
    }

    static func name(_ reader: JSONReader) throws(JSONDecodingError) -> String {
        let name = try reader.string()
        // No blanks and no control characters, which would make two names look like one.
        guard (1...nameByteCountMax).contains(name.utf8.count),
            name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else {
            throw reader.failure(
                expected: "a name of 1 to \(nameByteCountMax) bytes without blanks",
                got: "\"\(name.excerpt)\""
            )
        }
        return name
    }

    private static func refuseRepetition(
        of names: [String],
        at pointer: String
    ) throws(JSONDecodingError) {
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where !seen.insert(name).inserted {
            throw JSONDecodingError(
                pointer: "\(pointer)/\(index)/name",
                expected: "a name that is not there yet",
                got: "\"\(name)\""
            )
        }
    }
}

extension ProcessManifest.Method: JSONDecodable {
    /// Reads an element of `rpcmethods`.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        name = try ProcessManifest.name(fields.required("name"))
        usage = try fields.optional("usage")?.string() ?? ""
        let short = try fields.optional("description")?.string() ?? ""
        let long = try fields.optional("long_description")?.string() ?? ""
        description = [short, long].filter { !$0.isEmpty }.joined(separator: "\n\n")
        deadlineSeconds = try fields.optional("deadlineSeconds")?.integer(in: 1...1 << 31)
    }

    /// The parameters' names in positional order, and whether each must be there, from the usage:
    /// `name [greeting]`.
    public var parameters: [(name: String, isRequired: Bool)] {
        // pyln-client writes a description below the parameters, if there is one.
        let line = usage.split(separator: "\n", omittingEmptySubsequences: false).first ?? ""
        return line.split(separator: " ").compactMap { word in
            let isOptional = word.hasPrefix("[") && word.hasSuffix("]")
            let name = isOptional ? word.dropFirst().dropLast() : word
            guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
                return nil
            }
            return (String(name), !isOptional)
        }
    }
}

extension ProcessManifest.Hook: JSONDecodable {
    /// Reads an element of `hooks`: an object, or a name alone.
    public init(json: JSONReader) throws(JSONDecodingError) {
        if json.value.string != nil {
            name = try ProcessManifest.name(json)
            before = []
            after = []
            onFailure = nil
            return
        }
        var fields = try json.object()
        name = try ProcessManifest.name(fields.required("name"))
        before = try ProcessManifest.names(fields.optional("before"))
        after = try ProcessManifest.names(fields.optional("after"))
        onFailure = try fields.optional("onFailure").map { reader throws(JSONDecodingError) in
            try HookAnswer(json: reader)
        }
    }
}

extension ProcessManifest.Executor: JSONDecodable {
    /// Reads `assay.executor`: an object, in which everything may be left out.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let seconds = try fields.optional("deadlineSeconds")?.integer(in: 1...1 << 31)
        try fields.finish()
        deadline = .seconds(seconds ?? 600)
    }
}

/// An element of `notifications`.
private struct AnnouncedTopic: JSONDecodable {
    let name: String

    init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        name = try ProcessManifest.name(fields.required("method"))
    }
}

extension HookAnswer: JSONDecodable {
    /// Reads the answer's name.
    public init(json: JSONReader) throws(JSONDecodingError) {
        guard let answer = HookAnswer(rawValue: try json.string()) else {
            throw json.failure(
                expected: "\"continue\" or \"reject\"",
                got: "\"\(json.value.string ?? "")\""
            )
        }
        self = answer
    }
}
