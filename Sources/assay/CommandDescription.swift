import ArgumentParser
import JSON

/// A command of this program as swift-argument-parser describes it; completion and the manual are
/// made from that.
struct CommandDescription {
    /// An option, a flag, or a word that a command takes.
    struct Argument {
        enum Kind: String {
            case positional
            case option
            case flag
        }

        let kind: Kind
        /// `--home`, `-h`; none for a positional argument.
        let names: [String]
        let valueName: String
        let abstract: String
        let defaultValue: String?
        let isOptional: Bool
        let isRepeating: Bool
        /// The values that there are, where there are only so many.
        let values: [String]
    }

    let name: String
    let abstract: String
    let discussion: String
    let arguments: [Argument]
    let subcommands: [CommandDescription]

    /// The whole program.
    static func program() throws -> CommandDescription {
        let help = try JSONValue(parsing: Assay._dumpHelp())
        return CommandDescription(help["command"] ?? [:])
    }

    private init(_ json: JSONValue) {
        name = json["commandName"]?.string ?? ""
        abstract = json["abstract"]?.string ?? ""
        discussion = json["discussion"]?.string ?? ""
        arguments = Self.shown(json["arguments"]).compactMap(Argument.init)
        subcommands = Self.shown(json["subcommands"]).map(CommandDescription.init)
            .filter { $0.name != "help" }
    }

    private static func shown(_ list: JSONValue?) -> [JSONValue] {
        (list?.array ?? []).filter { $0["shouldDisplay"] != false }
    }
}

extension CommandDescription.Argument {
    fileprivate init?(_ json: JSONValue) {
        guard let kind = json["kind"]?.string.flatMap(Kind.init) else { return nil }
        self.kind = kind
        names = (json["names"]?.array ?? []).compactMap { name in
            guard let text = name["name"]?.string else { return nil }
            return (name["kind"] == "long" ? "--" : "-") + text
        }
        valueName = json["valueName"]?.string ?? ""
        abstract = json["abstract"]?.string ?? ""
        defaultValue = json["defaultValue"]?.string
        isOptional = json["isOptional"] == true
        isRepeating = json["isRepeating"] == true
        values = (json["allValues"]?.array ?? []).compactMap(\.string)
    }

    /// Long names first, as people look for them.
    var namesLongFirst: [String] {
        names.filter { $0.hasPrefix("--") } + names.filter { !$0.hasPrefix("--") }
    }
}
