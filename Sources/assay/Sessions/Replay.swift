import ArgumentParser
import Glibc
import JSON

/// `assay replay`.
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Say the requests of a recorded session again, and compare the answers.",
        discussion: """
            Sends the requests one after another to a host with an empty home, waits for each \
            answer and compares it with the file; hashes and the home are compared by the place \
            where they first appeared. A difference is printed line by line, and the exit code is \
            1. With --update the files are written anew.
            """
    )

    @Argument(help: "The directory that `assay record` wrote.")
    var directory: String

    @Flag(help: "Write the answers of this run into the files.")
    var update = false

    func run() async throws {
        do {
            let folder = try SessionFolder.open(directory)
            var differing = 0
            let exchanges = try folder.exchanges()
            let incomplete = exchanges.first { TokenPlaceholders.isMissing(in: $0.request) }
            if let incomplete {
                throw SessionError(
                    description: """
                        \(directory)/\(incomplete.fileName) presents a token that was not issued in \
                        this session, and so was not kept: the session cannot be replayed
                        """
                )
            }
            try await FreshHost.with { host in
                let session = try SessionReplay(folder, host)
                differing = try await session.run(exchanges, updating: update)
            }
            let total = "\(exchanges.count) exchange\(exchanges.count == 1 ? "" : "s")"
            guard differing > 0 else { return StandardError.write("assay: \(total), all alike") }
            StandardError.write("assay: \(total), \(differing) \(update ? "updated" : "differ")")
            if !update { ExitStatus.failure.exit() }
        } catch let error as SessionError {
            StandardError.write("assay: \(error)")
            ExitStatus.failure.exit()
        }
    }
}
