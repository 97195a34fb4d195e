import ArgumentParser
import Glibc
import Host
import JSONRPC

/// `assay record`.
struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Stand between a client and a host, and keep what they say as files.",
        discussion: """
            Passes everything on unchanged. The client is on standard input and output, or on the \
            connections to --listen; the host is a running one, or with --fresh one of its own \
            with an empty home, which is what a replay will meet. Each request is written with its \
            answer to a file of DIR, such as 0001-host.ping.json.

            What another run would have otherwise is written so that it can be compared: a hash \
            that the host was first to say becomes <hash 1>, <hash 2> and so on, its beginning \
            <hash 1:8>, its home <home>, and the values of the members named under "volatile" in \
            DIR/session.json become <any>. Notifications from the host and bytes that are no \
            message are passed on, but not kept.

            Nor are tokens: one that the host issues becomes <token 1> and so on. A session in which \
            the client presents any other token cannot be replayed.

              assay record session --fresh < requests.jsonl
              assay record session --listen /tmp/recorded.sock
            """
    )

    @Argument(help: "The directory to write; it must be empty or not exist.")
    var directory: String

    @Flag(help: "Start a host with an empty home for this session.")
    var fresh = false

    @Option(help: "The Unix socket to take clients on, in place of standard input and output.")
    var listen: String?

    @OptionGroup var places: HomeOptions

    func run() async throws {
        do {
            let folder = try SessionFolder.create(directory)
            if fresh {
                try await FreshHost.with { host in try await record(host.socketPath, to: folder) }
            } else {
                try await record(places.socketPath, to: folder)
            }
        } catch let error as SessionError {
            StandardError.write("assay: \(error)")
            let status = error.isAboutHost ? ExitStatus.noHost : .failure
            status.exit()
        }
    }

    private func record(_ socketPath: String, to folder: SessionFolder) async throws {
        let home = try await FreshHost.home(of: socketPath)
        let recorder = SessionRecorder(folder, home: home)
        let proxy = SessionProxy(socketPath: socketPath, recorder: recorder)
        if let listen {
            try await proxy.serve(at: listen)
        } else {
            try await proxy.serve(input: STDIN_FILENO, output: STDOUT_FILENO)
        }
        let count = try recorder.finish()
        let words = count == 1 ? "1 exchange" : "\(count) exchanges"
        StandardError.write("assay: \(words) in \(folder.path)")
    }
}

/// Why a session cannot be recorded or replayed.
struct SessionError: Error, CustomStringConvertible {
    let description: String
    var isAboutHost = false
}
