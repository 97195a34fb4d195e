import Access
import ArgumentParser
import Host
import JSON

/// `assay token`.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Work with tokens, without any host.",
        subcommands: [Narrow.self, Show.self]
    )

    /// `assay token narrow`.
    struct Narrow: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "narrow",
            abstract: "Print a token that allows less than the given one.",
            discussion: """
                What is not named stays as it is; nothing can be widened. The token is an argument, \
                or `-` to read it from standard input.

                  assay token narrow - --methods host.ping solver.* --expires +3600 < token
                """
        )

        @Argument(help: "The token, or - for standard input.")
        var token: String

        @Option(help: "The only key to act as.")
        var identity: String?

        @Option(parsing: .upToNextOption, help: "Of the roles' methods, only those of these.")
        var roles: [String] = []

        @Option(parsing: .upToNextOption, help: "Only these methods: names, namespace.*, or *.")
        var methods: [String] = []

        @Option(help: "Only so many calls a second.")
        var perSecond: Int64?

        @Option(help: "Only so many calls at once. Default: one second's.")
        var burst: Int64?

        @Option(help: "Only before this second since 1970, or + so many seconds from now.")
        var expires: String?

        func run() throws {
            var token = try Token(reading: self.token)
            let caveats = try caveats()
            guard !caveats.isEmpty else { throw UsageError("say what the token is to lose") }
            for caveat in caveats { try token.narrow(by: caveat) }
            print(token.text)
        }

        private func caveats() throws(UsageError) -> [Caveat] {
            var caveats: [Caveat] = []
            if let identity { caveats.append(.identity([identity])) }
            if !roles.isEmpty {
                guard Permission.roleNames.isSuperset(of: roles) else {
                    let names = Permission.roleNames.sorted().joined(separator: ", ")
                    throw UsageError("roles are \(names)")
                }
                caveats.append(.roles(Set(roles)))
            }
            if !methods.isEmpty { caveats.append(.methods(try patterns())) }
            if let limit = try limit() { caveats.append(.rate(limit)) }
            if let expires { caveats.append(.expires(try moment(expires))) }
            return caveats
        }

        private func patterns() throws(UsageError) -> Set<MethodPattern> {
            var patterns: Set<MethodPattern> = []
            for text in methods {
                guard let pattern = MethodPattern(text) else {
                    throw UsageError("\"\(text)\" is neither a method, nor namespace.*, nor *")
                }
                patterns.insert(pattern)
            }
            return patterns
        }

        private func limit() throws(UsageError) -> RateLimit? {
            guard let perSecond else {
                guard burst == nil else { throw UsageError("--burst needs --per-second") }
                return nil
            }
            let range = 1...RateLimit.countMax
            let burst = burst ?? perSecond
            guard range.contains(perSecond), range.contains(burst) else {
                throw UsageError("a rate and a burst are from 1 to \(RateLimit.countMax)")
            }
            return RateLimit(perSecond: perSecond, burst: burst)
        }

        private func moment(_ text: String) throws(UsageError) -> Int64 {
            let isRelative = text.hasPrefix("+")
            guard let seconds = Int64(isRelative ? String(text.dropFirst()) : text), seconds >= 0,
                seconds < 1 << 40
            else { throw UsageError("\"\(text)\" is no number of seconds") }
            return isRelative ? AccessClock.system.seconds() + seconds : seconds
        }
    }

    /// `assay token show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Print a token's id and what it takes away, one caveat a line.",
            discussion: "Whether the token is genuine only its host can say."
        )

        @Argument(help: "The token, or - for standard input.")
        var token: String

        func run() throws {
            let token = try Token(reading: self.token)
            print(token.id)
            for caveat in token.caveats { print(caveat.json.text) }
        }
    }
}

extension Token {
    /// The token of an argument.
    fileprivate init(reading argument: String) throws(UsageError) {
        let text = argument == "-" ? readLine() ?? "" : argument
        do {
            try self.init(text)
        } catch {
            throw UsageError(error.description)
        }
    }
}
