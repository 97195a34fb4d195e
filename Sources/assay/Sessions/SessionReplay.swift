import Dispatch
import Glibc
import JSON

/// Says the requests of a session again and compares the answers.
final class SessionReplay: Sendable {
    private let folder: SessionFolder
    private let home: String
    private let socket: CInt

    init(_ folder: SessionFolder, _ host: FreshHost) throws {
        self.folder = folder
        home = host.home
        socket = try UnixSocket.connect(to: host.socketPath)
    }

    deinit { close(socket) }

    /// Replays all exchanges; returns how many answers differ, having told how.
    func run(_ exchanges: [SessionFolder.Exchange], updating: Bool) async throws -> Int {
        try await withCheckedThrowingContinuation { continuation in
            // On a thread of its own, for it waits and the host has work to do.
            DispatchQueue.global().async {
                continuation.resume(with: Result { try self.replay(exchanges, updating: updating) })
            }
        }
    }

    private func replay(_ exchanges: [SessionFolder.Exchange], updating: Bool) throws -> Int {
        var placeholders = Placeholders(home: home, volatile: folder.volatile)
        var messages = Messages(socket)
        var differing = 0
        for exchange in exchanges {
            let request = placeholders.restore(exchange.request)
            _ = placeholders.keep(request: request)
            guard UnixSocket.write((request.serialized() + [UInt8(ascii: "\n")])[...], to: socket)
            else {
                throw SessionError(description: "the host ended before \(exchange.fileName)")
            }
            // What was not answered then is not waited for now.
            guard exchange.response != nil else { continue }
            guard let response = try messages.next() else {
                throw SessionError(description: "the host ended at \(exchange.fileName)")
            }
            let now = SessionFolder.Exchange(
                fileName: exchange.fileName,
                request: exchange.request,
                response: placeholders.keep(response: response)
            )
            guard now.text != exchange.text else { continue }
            differing += 1
            if updating {
                try folder.write(now)
            } else {
                print("--- \(folder.path)/\(exchange.fileName)\n+++ this run")
                print(LineDifference.text(from: exchange.text, to: now.text))
            }
        }
        return differing
    }
}

/// The answers of a host, one after another; its notifications are let pass.
private struct Messages {
    private let socket: CInt
    private var scanner = MessageScanner()

    init(_ socket: CInt) {
        self.socket = socket
    }

    mutating func next() throws -> JSONValue? {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            while let scanned = scanner.next(.pause) {
                guard case .message(let bytes, _) = scanned else { continue }
                let message = try JSONValue(parsing: Array(bytes))
                if message["method"] == nil { return message }
            }
            let count = read(socket, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            scanner.append(chunk[..<count])
        }
    }
}
