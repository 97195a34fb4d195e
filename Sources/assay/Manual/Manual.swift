import ArgumentParser
import Host

/// `assay manual`, which writes docs/assay.1.
struct Manual: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Print the manual page.",
        shouldDisplay: false
    )

    func run() throws {
        print(ManualPage(try .program()).text, terminator: "")
    }
}

/// The manual page, in the language of mdoc(7), from what the commands say of themselves.
struct ManualPage {
    private let program: CommandDescription
    private var lines: [String] = []

    private static let lineWidth = 70

    init(_ program: CommandDescription) {
        self.program = program
        lines = [
            ".\\\" Made by `make manual` from what the commands say of themselves: change those.",
            ".Dd $Mdocdate$",
            ".Dt ASSAY 1",
            ".Os Assay",
            ".Sh NAME",
            ".Nm assay",
            ".Nd train one model together, and let anyone check the work",
            ".Sh SYNOPSIS",
        ]
        let commands = Self.commands(of: program)
        for (name, command) in commands where command.subcommands.isEmpty {
            addSynopsis(of: command, named: name)
        }
        lines += [".Sh DESCRIPTION"] + Self.introduction
        lines += [".Bl -tag -width Ds"]
        for (name, command) in commands { add(command, named: name) }
        lines += [".El"]
        lines += Self.surroundings
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    /// The commands with their full names; those of a command stand behind it.
    private static func commands(
        of parent: CommandDescription,
        named prefix: String = ""
    ) -> [(name: String, command: CommandDescription)] {
        parent.subcommands.flatMap { command in
            let name = prefix + command.name
            return [(name, command)] + commands(of: command, named: name + " ")
        }
    }

    private mutating func addSynopsis(of command: CommandDescription, named name: String) {
        lines += [".Nm", ".Cm \(name)"]
        for argument in command.arguments where !Self.isCommon(argument) {
            let repeated = argument.isRepeating ? " ..." : ""
            switch argument.kind {
            case .positional:
                let macro = argument.isOptional ? ".Op Ar" : ".Ar"
                lines.append("\(macro) \(argument.valueName)\(repeated)")
            case .flag: lines.append(".Op Fl \(Self.flag(argument))")
            case .option:
                lines.append(".Op Fl \(Self.flag(argument)) Ar \(argument.valueName)\(repeated)")
            }
        }
    }

    private mutating func add(_ command: CommandDescription, named name: String) {
        lines += [".It Cm \(name)", Self.escaped(command.abstract)]
        for paragraph in Self.paragraphs(command.discussion) {
            lines +=
                paragraph.isExample
                ? [".Bd -literal -offset indent"] + paragraph.lines + [".Ed"]
                : [".Pp"] + paragraph.lines
        }
        let arguments = command.arguments.filter { !Self.isCommon($0) }
        guard !arguments.isEmpty else { return }
        lines += [".Bl -tag -width Ds"]
        for argument in arguments {
            let head =
                switch argument.kind {
                case .positional: "Ar \(argument.valueName)"
                case .flag: "Fl \(Self.flag(argument))"
                case .option: "Fl \(Self.flag(argument)) Ar \(argument.valueName)"
                }
            lines += [".It \(head)"] + Self.sentences(argument.abstract)
            if let value = argument.defaultValue {
                lines.append("Default: \(Self.escaped(value)).")
            }
        }
        lines.append(".El")
    }

    /// Every command knows these, so they are not said each time.
    private static func isCommon(_ argument: CommandDescription.Argument) -> Bool {
        argument.names.contains("--help") || argument.names.contains("--version")
    }

    /// The longest name without its first hyphen, as the macro Fl wants it.
    private static func flag(_ argument: CommandDescription.Argument) -> String {
        String((argument.namesLongFirst.first ?? "").dropFirst()).replacing("-", with: "\\-")
    }

    /// Paragraphs of a discussion; indented lines are examples.
    private static func paragraphs(
        _ text: String
    ) -> [(lines: [String], isExample: Bool)] {
        text.split(separator: "\n\n").map { paragraph in
            let lines = paragraph.split(separator: "\n")
            let isExample = lines.allSatisfy { $0.hasPrefix("  ") }
            return (
                isExample ? lines.map { escaped(String($0.dropFirst(2))) } : sentences(paragraph),
                isExample
            )
        }
    }

    /// Short lines, a new one for each sentence: so formatters know where sentences end.
    private static func sentences(_ text: some StringProtocol) -> [String] {
        var lines = [""]
        for word in text.split(whereSeparator: \.isWhitespace) {
            if lines[lines.count - 1].count + word.count >= lineWidth { lines.append("") }
            lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
            if word.hasSuffix(".") { lines.append("") }
        }
        return lines.filter { !$0.isEmpty }.map { escaped($0) }
    }

    /// Text that a formatter takes as it is, also where a line begins like a macro.
    private static func escaped(_ text: String) -> String {
        let text = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
    }

    private static let introduction = [
        "Assay lets people who do not trust one another train one machine\\-learning model",
        "together, and lets anyone check the work.",
        "A host",
        ".Pq Cm serve",
        "keeps a signed log, its blobs and its keys in a home directory and",
        "speaks JSON\\-RPC 2.0 over a Unix socket or its standard input and output;",
        ".Cm call",
        "is the way to it from a shell.",
        ".Cm help",
        "and",
        ".Fl \\-help",
        "behind a command tell what it takes.",
        ".Pp",
        "The commands are:",
    ]

    private static let surroundings = [
        ".Sh ENVIRONMENT",
        ".Bl -tag -width Ds",
        ".It Ev ASSAY_HOME",
        "The home directory, unless",
        ".Fl \\-home",
        "says another.",
        ".It Ev ASSAY_SOCKET",
        "The socket, unless",
        ".Fl \\-socket",
        "or",
        ".Fl \\-home",
        "says another.",
        ".It Ev ASSAY_TOKEN_FILE",
        "The file with the token for calls, unless",
        ".Fl \\-token\\-file",
        "says another.",
        ".It Ev ASSAY_ISA",
        "The instruction set to compute with; the results are the same for all.",
        ".It Ev XDG_DATA_HOME",
        "Where the home is when nothing else says so.",
        ".It Ev LISTEN_FDS , LISTEN_PID , NOTIFY_SOCKET",
        "Set by a service manager: see",
        ".Cm serve .",
        ".El",
        ".Sh FILES",
        ".Bl -tag -width Ds",
        ".It Pa ~/.local/share/assay",
        "The home: the log, blobs, keys, and",
        ".Pa config.json .",
        ".It Pa ~/.local/share/assay/run/assay.sock",
        "The socket.",
        ".El",
        ".Sh EXIT STATUS",
        ".Bl -tag -width Ds",
        ".It 0",
        "All went well.",
        ".It 1",
        "The host answered with an error, a replay differs, or a host could not serve.",
        ".It 2",
        "No host answers, or not in time.",
        ".It 3",
        "The command line cannot be understood.",
        ".El",
        ".Sh EXAMPLES",
        "A host, a network, and a payment:",
        ".Bd -literal -offset indent",
        "assay serve &",
        "assay call network.create ours 'participants=[{\"name\":\"ada\",\"credits\":900}]'",
        "assay call participant.transfer default 50 as=ada",
        "assay call participant.list",
        ".Ed",
        ".Sh SEE ALSO",
        ".Lk https://www.jsonrpc.org/specification \"JSON\\-RPC 2.0 Specification\"",
    ]
}
