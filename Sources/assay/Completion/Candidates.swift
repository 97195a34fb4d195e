import Host
import JSON

/// Finds the words that may come next on a command line of this program, without a host.
struct Candidates {
    /// A word with a few words about it.
    struct Candidate {
        let word: String
        var summary = ""
    }

    /// The words before the unfinished one, without the program's name.
    private let before: [String]
    private let current: String
    private let program: CommandDescription
    private let catalogue: MethodCatalogue

    init(words: [String]) throws {
        before = Array(words.dropLast())
        current = words.last ?? ""
        program = try .program()
        catalogue = try .standard()
    }

    /// All candidates that begin with the unfinished word.
    func all() -> [Candidate] {
        candidates().filter { $0.word.hasPrefix(current) }
    }

    private func candidates() -> [Candidate] {
        var command = program
        for word in before where !word.hasPrefix("-") && !command.subcommands.isEmpty {
            guard let inner = command.subcommands.first(where: { $0.name == word }) else { break }
            command = inner
        }
        guard command.subcommands.isEmpty else { return subcommands(of: command) }
        if let option = option(of: command, named: before.last ?? ""), option.kind == .option {
            return option.values.map { Candidate(word: $0) }
        }
        if current.hasPrefix("-") {
            return command.arguments.flatMap { argument in
                argument.namesLongFirst.map { Candidate(word: $0, summary: argument.abstract) }
            }
        }
        let words = positionals(of: command)
        if command.name == "call" { return ofCall(words) }
        let places = command.arguments.filter { $0.kind == .positional }
        guard words.count < places.count else { return [] }
        return places[words.count].values.map { Candidate(word: $0) }
    }

    private func subcommands(of command: CommandDescription) -> [Candidate] {
        let options = current.hasPrefix("-") ? ["--help", "--version"] : []
        return command.subcommands.map { Candidate(word: $0.name, summary: $0.abstract) }
            + options.map { Candidate(word: $0) }
    }

    private func option(
        of command: CommandDescription,
        named name: String
    ) -> CommandDescription.Argument? {
        command.arguments.first { $0.names.contains(name) }
    }

    /// The words behind a command that are neither options nor their values.
    private func positionals(of command: CommandDescription) -> [String] {
        var words: [String] = []
        var isValue = false
        for word in before.drop(while: { $0 != command.name }).dropFirst() {
            if isValue {
                isValue = false
            } else if word.hasPrefix("-") {
                isValue = option(of: command, named: word)?.kind == .option
            } else {
                words.append(word)
            }
        }
        return words
    }

    /// The methods; then the parameters that are not given yet, and the values of the one that is
    /// being written.
    private func ofCall(_ words: [String]) -> [Candidate] {
        guard let method = words.first else {
            return catalogue.entries.map { entry in
                Candidate(word: entry.name, summary: entry.schema["summary"]?.string ?? "")
            }
        }
        guard let entry = catalogue[method] else { return [] }
        if let equals = current.firstIndex(of: "=") {
            let name =
                current[..<equals].hasSuffix(":")
                ? String(current[..<equals].dropLast()) : String(current[..<equals])
            let option = catalogue.common.params.first { $0["name"]?.string == name }
            return values(of: entry.schema(ofParameter: name) ?? option?["schema"]).map {
                Candidate(word: current[...equals] + $0)
            }
        }
        let given = Set(
            words.dropFirst().compactMap { word in
                word.firstIndex { $0 == "=" || $0 == ":" }.map { String(word[..<$0]) }
            }
        )
        let placed = words.dropFirst().filter { !$0.contains("=") }.count
        let own = entry.parameterNames.dropFirst(placed).map { name in
            Candidate(word: name, summary: entry.summary(ofParameter: name) ?? "")
        }
        let isLong = entry.parameterNames.contains("progressToken")
        // A method's own parameter of the same name is meant, where it has one.
        let common = catalogue.common.params.compactMap { option -> Candidate? in
            let name = option["name"]?.string ?? ""
            let isForLong = name == "detach" || name == "progressToken"
            guard !entry.parameterNames.contains(name), isLong || !isForLong else { return nil }
            return Candidate(word: name, summary: option["summary"]?.string ?? "")
        }
        return (own + common).filter { !given.contains($0.word) }
            .map { Candidate(word: $0.word + "=", summary: $0.summary) }
    }

    /// The values that a schema allows, where it names them.
    private func values(of schema: JSONValue?) -> [String] {
        guard let schema else { return [] }
        if let values = schema["enum"]?.array { return values.map(Self.word) }
        if let value = schema["const"] { return [Self.word(value)] }
        if schema["type"] == "boolean" { return ["true", "false"] }
        if let items = schema["items"], !values(of: items).isEmpty {
            return values(of: items).map { #"["\#($0)"]"# }
        }
        return schema["default"].map { [Self.word($0)] } ?? []
    }

    private static func word(_ value: JSONValue) -> String {
        value.string ?? value.text
    }
}
