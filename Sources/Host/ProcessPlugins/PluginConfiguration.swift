public import JSON
import PluginKit
import ProcessPlugins

/// Which process plugins a host runs, and what they may do.
public struct PluginConfiguration: Sendable {
    /// The programs to start.
    public var paths: [String] = []
    /// Directories of which every program is started.
    public var directories: [String] = []
    /// What is set for whatever plugin has an option of the name.
    public var options = JSONObject()
    /// The roles that a process plugin may take over.
    public var roles: Set<String> = []

    var settings = PluginSettings()

    /// No plugins, and the usual patience.
    public init() {}

    /// Adds an option in the form `name=value`; one that is given again gets several values.
    public mutating func addOption(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return false }
        let name = String(word[..<equals])
        let value = JSONValue.string(String(word[word.index(after: equals)...]))
        switch options[name] {
        case nil: options[name] = value
        case .array(let values): options[name] = .array(values + [value])
        case .some(let first): options[name] = .array([first, value])
        }
        return true
    }

    /// Takes options from a command line, each in the form `name=value`: they overrule the file's.
    public mutating func overrule(options words: [String]) {
        var given = PluginConfiguration()
        for word in words { _ = given.addOption(word) }
        for (name, value) in given.options { options[name] = value }
    }

    /// Lets process plugins take over a role; false when there is no such role.
    public mutating func allowRole(_ name: String) -> Bool {
        guard Role(rawValue: name) != nil else { return false }
        roles.insert(name)
        return true
    }

    /// Takes what the section `processPlugins` of a configuration file says; paths that are not
    /// absolute start in the home.
    mutating func apply(_ json: JSONReader, home: String) throws(JSONDecodingError) {
        var fields = try json.object()
        paths += try Self.paths(fields.optional("paths"), home)
        directories += try Self.paths(fields.optional("directories"), home)
        if let reader = fields.optional("options") {
            guard case .object(let object) = reader.value else {
                throw reader.failure(expected: "an object")
            }
            options = object
        }
        for reader in try fields.optional("roles")?.elements() ?? [] {
            let name = try reader.string()
            guard allowRole(name) else {
                let names = Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw reader.failure(expected: "one of \(names)", got: "\"\(name)\"")
            }
        }
        if let reader = fields.optional("timeouts") { try applyTimeouts(reader) }
        if let reader = fields.optional("restart") { try applyRestart(reader) }
        try fields.finish()
    }

    private static func paths(
        _ reader: JSONReader?,
        _ home: String
    ) throws(JSONDecodingError) -> [String] {
        var paths: [String] = []
        for reader in try reader?.elements() ?? [] {
            let path = try reader.string()
            guard !path.isEmpty else { throw reader.failure(expected: "a path", got: "\"\"") }
            paths.append(path.hasPrefix("/") ? path : "\(home)/\(path)")
        }
        return paths
    }

    private mutating func applyTimeouts(_ json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        if let value = try fields.duration("handshakeSeconds") { settings.handshake = value }
        if let value = try fields.duration("callSeconds") { settings.call = value }
        if let value = try fields.duration("hookSeconds") { settings.hook = value }
        if let value = try fields.duration("stopSeconds") { settings.stop = value }
        if let value = try fields.duration("lingerSeconds") { settings.linger = value }
        try fields.finish()
    }

    private mutating func applyRestart(_ json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        if let value = try fields.duration("delaySeconds") { settings.restartDelay = value }
        if let value = try fields.duration("delaySecondsMax") { settings.restartDelayMax = value }
        if let value = try fields.duration("stableSeconds") { settings.stableAfter = value }
        if let reader = fields.optional("crashCountMax") {
            settings.crashCountMax = Int(try reader.integer(in: 1...1000))
        }
        try fields.finish()
    }
}

extension JSONObjectReader {
    /// Seconds, of which fractions are allowed: more than none, at most a day.
    fileprivate mutating func duration(_ name: String) throws(JSONDecodingError) -> Duration? {
        guard let reader = optional(name) else { return nil }
        let seconds = try reader.number()
        guard seconds > 0, seconds <= 86_400 else {
            throw reader.failure(
                expected: "seconds, more than 0 and at most 86400",
                got: reader.value.text
            )
        }
        return .milliseconds(Int64((seconds * 1000).rounded(.up)))
    }
}
