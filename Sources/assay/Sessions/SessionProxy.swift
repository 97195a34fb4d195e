import Dispatch
import Glibc
import JSON
import Synchronization
import UnixSignals

/// Passes bytes between clients and a host unchanged, and shows the messages to a recorder.
struct SessionProxy {
    let socketPath: String
    let recorder: SessionRecorder

    private static let chunkByteCount = 1 << 16

    /// Serves one client on two descriptors until it has ended and all is answered, the host has
    /// ended, or until Ctrl-C or SIGTERM.
    func serve(input: CInt, output: CInt) async throws {
        let host = try UnixSocket.connect(to: socketPath)
        let sockets = OpenSockets()
        sockets.add(host)
        await Self.onSignal { sockets.end() }
        await pass(client: (input, output), host: host, number: 1)
        sockets.close(host)
    }

    /// Serves clients on a socket until Ctrl-C or SIGTERM.
    func serve(at path: String) async throws {
        let listener = try UnixSocket.listen(at: path)
        let sockets = OpenSockets()
        await Self.onSignal {
            shutdown(listener, CInt(SHUT_RDWR))
            sockets.end()
        }
        StandardError.write("assay: recording on \(path); Ctrl-C ends")
        await withDiscardingTaskGroup { group in
            var number = 0
            while let client = await Self.onThread({ UnixSocket.accept(listener) }) {
                number += 1
                sockets.add(client)
                group.addTask { [number] in
                    do {
                        let host = try UnixSocket.connect(to: socketPath)
                        sockets.add(host)
                        await pass(client: (client, client), host: host, number: number)
                        sockets.close(host)
                    } catch {
                        StandardError.write("assay: \(error)")
                    }
                    sockets.close(client)
                }
            }
        }
        close(listener)
        unlink(path)
    }

    private func pass(client: (CInt, CInt), host: CInt, number: Int) async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                await Self.onThread {
                    Self.copy(from: client.0, to: host, untilItEnds: true) {
                        recorder.take(request: $0, on: number)
                    }
                    shutdown(host, CInt(SHUT_WR))
                }
            }
            group.addTask {
                await Self.onThread {
                    Self.copy(from: host, to: client.1) { recorder.take(response: $0, on: number) }
                    // Without a host, or with nobody to hear it, there is nothing to ask.
                    shutdown(host, CInt(SHUT_RDWR))
                }
            }
        }
    }

    /// Copies until the end, and shows each message before it is passed on.
    ///
    /// - Parameter untilItEnds: whether a target that has ended wakes who waits for the source.
    private static func copy(
        from source: CInt,
        to target: CInt,
        untilItEnds: Bool = false,
        _ show: (JSONValue) -> Void
    ) {
        var scanner = MessageScanner()
        var chunk = [UInt8](repeating: 0, count: chunkByteCount)
        while !untilItEnds || isReadable(source, before: target) {
            let count = read(source, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            scanner.append(chunk[..<count])
            while let scanned = scanner.next(.pause) {
                // Bytes that are no message are for the host to refuse.
                guard case .message(let bytes, _) = scanned else { continue }
                do {
                    show(try JSONValue(parsing: Array(bytes)))
                } catch {
                    continue
                }
            }
            guard UnixSocket.write(chunk[..<count], to: target) else { return }
        }
    }

    /// Waits until there is something to read; false when the other descriptor, a socket, has ended.
    private static func isReadable(_ source: CInt, before other: CInt) -> Bool {
        var polled = [
            pollfd(fd: source, events: Int16(POLLIN), revents: 0),
            pollfd(fd: other, events: 0, revents: 0),
        ]
        while poll(&polled, nfds_t(polled.count), -1) < 0 {
            guard errno == EINTR else { return false }
        }
        return polled[1].revents == 0
    }

    /// Does something at each Ctrl-C and SIGTERM, which do not end the process any more.
    private static func onSignal(_ act: @escaping @Sendable () -> Void) async {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        Task {
            for await _ in signals { act() }
        }
    }

    /// Waits for what blocks without holding up a thread that others need.
    private static func onThread<Result: Sendable>(
        _ work: @escaping @Sendable () -> Result
    ) async -> Result {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }
}

/// The sockets of the clients and of their connections to the host, which somebody reads.
private final class OpenSockets: Sendable {
    private struct State {
        var numbers: Set<CInt> = []
        var isEnded = false
    }

    private let state = Mutex(State())

    func add(_ number: CInt) {
        state.withLock { state in
            state.numbers.insert(number)
            if state.isEnded { shutdown(number, CInt(SHUT_RDWR)) }
        }
    }

    /// Under the lock, for the number may be that of another descriptor afterwards.
    func close(_ number: CInt) {
        state.withLock { state in
            state.numbers.remove(number)
            _ = Glibc.close(number)
        }
    }

    /// Whoever reads one of them comes to its end.
    func end() {
        state.withLock { state in
            state.isEnded = true
            for number in state.numbers { shutdown(number, CInt(SHUT_RDWR)) }
        }
    }
}
