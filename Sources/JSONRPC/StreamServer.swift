import Dispatch
import Glibc
import JSON
public import Logging
import NIOCore
import NIOPosix
import Synchronization

/// Serves JSON-RPC to one caller over a pair of streams, such as standard input and output.
///
/// Streams may be pipes, sockets, terminals, devices and regular files. A selector refuses the
/// last, so two threads wait for them, one for input and one for output.
public final class StreamServer: Sendable {
    /// One read's worth of bytes.
    private static let chunkByteCount = 1 << 16
    /// What a pipe that is ready for output takes at once, on Linux (`PIPE_BUF`): a larger write
    /// could block, and then no shutdown would reach the thread.
    private static let writeByteCount = 4096
    /// How long after the grace a reader may take who does not take in what waits for it.
    private static let flushing = Duration.seconds(1)

    private let streams: StandardStreams
    private let connection: Connection
    private let limits: ConnectionLimits
    private let logger: Logger
    /// Nothing more is to be read.
    private let inputEnd: Signal
    /// Nothing more is to be written.
    private let outputEnd: Signal
    /// There is something for the writer to look at.
    private let outputChange: Signal
    /// All input has been taken in, so that only writing could tell that nobody reads.
    private let isInputTaken = Atomic(false)
    /// Counts writes, for a reader that waits for room.
    private let writes = DispatchSemaphore(value: 0)
    private let completion = Completion()

    /// A server that has not begun to read.
    public init(
        _ streams: consuming StandardStreams,
        handler: any RequestHandler,
        limits: ConnectionLimits = .standard,
        logger: Logger
    ) throws(SystemError) {
        self.streams = streams
        self.limits = limits
        self.logger = logger
        inputEnd = try Signal()
        outputEnd = try Signal()
        // A reader that is gone is an error of the next write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let change = try Signal()
        outputChange = change
        connection = Connection(handler: handler, limits: limits, peer: nil) { change.raise() }
    }

    /// Serves until the input has ended, or a shutdown was asked for, and all calls are answered.
    ///
    /// To be called once.
    public func run() async {
        logger.info("serving standard input and output")
        connection.open()
        let threads = NIOThreadPool(numberOfThreads: 2)
        threads.start()
        threads.submit { _ in self.readAll() }
        threads.submit { _ in
            self.writeAll()
            self.completion.complete()
        }
        await completion.wait()
        connection.close()
        inputEnd.raise()
        writes.signal()
        do {
            try await threads.shutdownGracefully()
        } catch {
            logger.warning(
                "the threads of the streams did not end",
                metadata: ["error": "\(error)"]
            )
        }
    }

    /// Ends in order: takes no more requests, waits until the calls in flight are answered and the
    /// answers written.
    ///
    /// Calls that have not ended after the grace are cancelled, and answered with
    /// `ErrorCode.shuttingDown` and what they say is left of them. `run()` returns then, too.
    public func shutdown(grace: Duration = .seconds(5)) async {
        inputEnd.raise()
        connection.drain()
        writes.signal()
        let timer = Task {
            try await Task.sleep(for: grace)
            connection.stop()
            try await Task.sleep(for: ConnectionTable.settling)
            connection.abandon(RPCError(.shuttingDown))
            try await Task.sleep(for: Self.flushing)
            outputEnd.raise()
        }
        await completion.wait()
        timer.cancel()
    }

    // MARK: The reading thread

    private func readAll() {
        var reader = MessageReader(limits: limits)
        let chunk = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Self.chunkByteCount,
            alignment: 1
        )
        defer { chunk.deallocate() }
        var isEnded = false
        while !isEnded, let count = readChunk(into: chunk) {
            isEnded = count == 0
            reader.append(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
            serve(&reader, isEnded ? .end : .pause)
        }
        connection.drain()
        isInputTaken.store(true, ordering: .releasing)
        outputChange.raise()
    }

    /// Serves what has come in, and waits for room for the replies.
    private func serve(_ reader: inout MessageReader, _ outlook: MessageScanner.Outlook) {
        while true {
            let stop = connection.process(&reader, outlook)
            outputChange.raise()
            switch stop {
            case .end, .large: return
            case .full: guard awaitRoom() else { return }
            }
        }
    }

    /// The number of bytes read, 0 at the end; nothing when no more is to be read.
    private func readChunk(into chunk: UnsafeMutableRawBufferPointer) -> Int? {
        while true {
            guard awaitRoom() else { return nil }
            guard inputEnd.awaitReady(streams.input.number, for: POLLIN) else { return nil }
            let count = read(streams.input.number, chunk.baseAddress, chunk.count)
            if count >= 0 { return count }
            // Others may have made the descriptor non-blocking and read what was there.
            guard errno == EINTR || errno == EAGAIN else {
                let error = SystemError("read standard input")
                logger.error("input lost", metadata: ["error": "\(error)"])
                return 0
            }
        }
    }

    /// Waits until little enough is unsent; false when no more is to be read.
    private func awaitRoom() -> Bool {
        while !connection.wantsInput {
            guard !connection.isEnding else { return false }
            writes.wait()
        }
        return true
    }

    // MARK: The writing thread

    private func writeAll() {
        while true {
            // Asked once for each step: what comes between two questions is for the next one.
            switch connection.takeOutput() {
            case .bytes(let bytes):
                guard write(bytes) else { return }
                connection.wrote(bytes.count)
                writes.signal()
            case .nothing: guard awaitOutput() else { return }
            case .close: return
            }
        }
    }

    /// Waits until there is something to look at; false when nothing more can be written.
    ///
    /// A reader that is gone shows in a write, but a call may be silent for long. As long as there is
    /// input somebody waits for its answer; behind its end the descriptor is watched, too.
    private func awaitOutput() -> Bool {
        let isWatched = isInputTaken.load(ordering: .acquiring)
        var watched = [
            outputEnd.event, outputChange.event,
            // Without events only errors and the end are told; a negative number is passed over.
            pollfd(fd: isWatched ? streams.output.number : -1, events: 0, revents: 0),
        ]
        Signal.poll(&watched)
        outputChange.lower()
        if watched[0].revents != 0 { return false }
        guard watched[2].revents != 0 else { return true }
        logger.notice("nobody reads standard output any more")
        return false
    }

    /// Writes everything; false when that is not possible any more.
    private func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard outputEnd.awaitReady(streams.output.number, for: POLLOUT) else { return false }
            let piece = rest.prefix(Self.writeByteCount)
            let count = piece.withUnsafeBytes {
                Glibc.write(streams.output.number, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR, errno != EAGAIN {
                let error = SystemError("write standard output")
                logger.error("output lost", metadata: ["error": "\(error)"])
                return false
            }
        }
        return true
    }
}
