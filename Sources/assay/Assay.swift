import ArgumentParser
import Host

/// The command line.
@main
struct Assay: AsyncParsableCommand {
    /// Every command is given its name, as deriving it from the type takes a start's time.
    static let configuration = CommandConfiguration(
        commandName: "assay",
        abstract: "Train one model together, and let anyone check the work.",
        version: AssayVersion.current,
        subcommands: [
            Serve.self, Call.self, Record.self, Replay.self, TokenCommand.self, Completion.self,
            Version.self, Complete.self, Manual.self,
        ]
    )

    /// Exit codes: 0 for success, 1 for an error, 2 where there is no host, 3 for a wrong command
    /// line.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            let isUsage = exitCode(for: error) == .validationFailure || error is UsageError
            guard isUsage else { exit(withError: error) }
            StandardError.write(fullMessage(for: error))
            ExitStatus.usage.exit()
        }
    }
}

/// `assay version`.
struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the version."
    )

    func run() {
        print("assay \(AssayVersion.current)")
    }
}
