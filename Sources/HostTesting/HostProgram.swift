public import Foundation
import Glibc
public import JSONRPC

/// The program `assay` as a process of its own, which a test may kill.
public actor HostProgram {
    /// The home of the host.
    public nonisolated let home: String

    private var process: Process?

    /// A program that is to run on a home.
    public init(home: String) {
        self.home = home
    }

    deinit {
        if let process, process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
    }

    /// Where the host listens: beside the home, which can so be copied.
    public nonisolated var socketPath: String { "\(home).sock" }

    /// The program of the build that this test belongs to: SwiftPM puts it beside the test bundle.
    public static var programPath: String {
        get throws {
            let bundle = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            let path = bundle.deletingLastPathComponent().appending(path: "assay").path
            guard FileManager.default.isExecutableFile(atPath: path) else {
                throw Unexpected("there is no program \(path); build it with `make build`")
            }
            return path
        }
    }

    /// Starts the program and returns once it serves its socket.
    public func start() async throws {
        let (input, output) = try launch()
        // Both ways are open when one of them answers.
        let ping = #"{"jsonrpc":"2.0","id":1,"method":"host.ping"}"# + "\n"
        try input.write(contentsOf: Data(ping.utf8))
        guard await !Self.firstBytes(from: output).isEmpty else {
            throw Unexpected("the host ended with status \(await wait())")
        }
    }

    /// Starts the program and returns at once, with its input and output.
    @discardableResult
    public func launch() throws -> (input: FileHandle, output: FileHandle) {
        precondition(process?.isRunning != true, "a home has one host")
        // Writing to a host that has ended is an error, and not the end of the tests.
        signal(SIGPIPE, SIG_IGN)
        let process = Process()
        process.executableURL = URL(filePath: try Self.programPath)
        process.arguments = [
            "serve", "--stdio", "--socket", socketPath, "--home", home, "--threads", "2",
            "--log-level", "error",
        ]
        // The end of its input ends the host, so none is left behind by a test that is killed.
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        self.process = process
        return (input.fileHandleForWriting, output.fileHandleForReading)
    }

    /// Connects to the running host.
    public nonisolated func connect(
        onNotification: @escaping @Sendable (Request) -> Void = { _ in }
    ) async throws(ClientError) -> Client {
        try await Client.connect(to: socketPath, onNotification: onNotification)
    }

    /// The number of the process, if it has not been waited for.
    var processID: Int32? { process?.processIdentifier }

    /// Kills the process after some time and returns when it is gone.
    ///
    /// What the program has handed to the operating system stays; nothing else does.
    public func kill(after delay: Microseconds = .zero) async {
        guard let processID else { return }
        await withCheckedContinuation { continuation in
            Self.kill(processID, after: delay) { continuation.resume() }
        }
        await wait()
    }

    /// Kills a process after some time, on a thread of its own, which no other work can hold up.
    static func kill(
        _ processID: Int32,
        after delay: Microseconds,
        then body: @escaping @Sendable () -> Void
    ) {
        Thread.detachNewThread {
            usleep(delay.count)
            Glibc.kill(processID, SIGKILL)
            body()
        }
    }

    /// Ends the program's input, waits for its end and returns its exit status.
    public func endInput() async throws -> Int32 {
        try (process?.standardInput as? Pipe)?.fileHandleForWriting.close()
        return await wait()
    }

    /// Waits for the program's end and returns its exit status; nothing runs afterwards.
    @discardableResult
    public func wait() async -> Int32 {
        guard let process else { return 0 }
        await Self.onThread { process.waitUntilExit() }
        self.process = nil
        return process.terminationStatus
    }

    private static func firstBytes(from output: FileHandle) async -> Data {
        await onThread { output.availableData }
    }

    /// Does what blocks on a thread of its own: those of the tasks are few.
    private static func onThread<Result: Sendable>(
        _ body: @escaping @Sendable () -> Result
    ) async -> Result {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}

/// A short time.
public struct Microseconds: Hashable, Sendable, CustomStringConvertible {
    /// How many there are.
    public let count: UInt32

    /// No time.
    public static let zero = Microseconds(0)

    /// So many microseconds.
    public init(_ count: UInt32) {
        self.count = count
    }

    /// The number with its unit.
    public var description: String { "\(count) us" }
}
