import JSON
import Synchronization

/// Takes in what both sides say, finds the answer to each request, and writes the files.
///
/// An answer may come before the one to an earlier request; placeholders are numbered in the order
/// of the requests all the same, as a replay will meet them: it waits for each answer.
final class SessionRecorder: Sendable {
    private struct Exchange {
        let connection: Int
        let request: JSONValue
        var response: JSONValue?
    }

    private let folder: SessionFolder
    private let home: String
    private let exchanges = Mutex<[Exchange]>([])

    init(_ folder: SessionFolder, home: String) {
        self.folder = folder
        self.home = home
    }

    /// The client of a connection has sent a message.
    func take(request: JSONValue, on connection: Int) {
        exchanges.withLock { $0.append(Exchange(connection: connection, request: request)) }
    }

    /// The host has sent a message on a connection.
    func take(response: JSONValue, on connection: Int) {
        guard response["method"] == nil else { return }
        exchanges.withLock { exchanges in
            let index = exchanges.firstIndex { exchange in
                exchange.connection == connection && exchange.response == nil
                    && Self.answers(response, exchange.request)
            }
            if let index { exchanges[index].response = response }
        }
    }

    /// Writes all that was taken in; returns how many files that are.
    func finish() throws -> Int {
        let exchanges = exchanges.withLock(\.self)
        var placeholders = Placeholders(home: home, volatile: folder.volatile)
        for (index, exchange) in exchanges.enumerated() {
            let request = placeholders.keep(request: exchange.request)
            let response = exchange.response.map { placeholders.keep(response: $0) }
            let name = SessionFolder.fileName(index + 1, request)
            try folder.write(.init(fileName: name, request: request, response: response))
        }
        return exchanges.count
    }

    /// Whether a response belongs to a request: by their ids, or because neither has one.
    private static func answers(_ response: JSONValue, _ request: JSONValue) -> Bool {
        if let parts = response.array {
            guard let requests = request.array, let part = parts.first else { return false }
            return requests.contains { answers(part, $0) }
        }
        guard let id = response["id"], id != .null else {
            return request["id"] == nil || request["id"] == .null || request["method"] == nil
        }
        return request["id"] == id
    }
}
