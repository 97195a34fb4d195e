import JSON
import Synchronization

/// Takes in what both sides say, finds the answer to each request, and writes the files.
///
/// An answer may come before the one to an earlier request; placeholders are numbered in the order
/// of the requests all the same, as a replay will meet them: it waits for each answer.
final class SessionRecorder: Sendable {
    private struct Exchange {
        let request: JSONValue
        var response: JSONValue?
    }

    /// What tells whose answer a message is; the id is null for one that names none.
    private struct AnswerName: Hashable {
        let connection: Int
        let isBatch: Bool
        let id: JSONValue
    }

    private struct State {
        var exchanges: [Exchange] = []
        /// The exchanges that an answer may be to, the earliest first; some have theirs already.
        var expected: [AnswerName: ArraySlice<Int>] = [:]
    }

    private let folder: SessionFolder
    private let home: String
    private let state = Mutex(State())

    init(_ folder: SessionFolder, home: String) {
        self.folder = folder
        self.home = home
    }

    /// The client of a connection has sent a message.
    func take(request: JSONValue, on connection: Int) {
        state.withLock { state in
            for name in Self.answerNames(of: request, on: connection) {
                state.expected[name, default: []].append(state.exchanges.count)
            }
            state.exchanges.append(Exchange(request: request))
        }
    }

    /// The host has sent a message on a connection.
    func take(response: JSONValue, on connection: Int) {
        guard response["method"] == nil else { return }
        let name = AnswerName(
            connection: connection,
            isBatch: response.array != nil,
            id: Self.id(of: response.array?.first ?? response)
        )
        state.withLock { state in
            while let index = state.expected[name]?.popFirst() {
                guard state.exchanges[index].response == nil else { continue }
                state.exchanges[index].response = response
                break
            }
            if state.expected[name]?.isEmpty == true { state.expected[name] = nil }
        }
    }

    /// Writes all that was taken in; returns how many files that are.
    func finish() throws -> Int {
        let exchanges = state.withLock(\.exchanges)
        var placeholders = Placeholders(home: home, volatile: folder.volatile)
        for (index, exchange) in exchanges.enumerated() {
            let request = placeholders.keep(request: exchange.request)
            let response = exchange.response.map { placeholders.keep(response: $0) }
            let name = SessionFolder.fileName(index + 1, request)
            try folder.write(.init(fileName: name, request: request, response: response))
        }
        return exchanges.count
    }

    /// How the answer to a request may name itself; a batch may be refused as a whole.
    private static func answerNames(of request: JSONValue, on connection: Int) -> Set<AnswerName> {
        if isNotification(request) { return [] }
        let single = AnswerName(connection: connection, isBatch: false, id: id(of: request))
        guard let parts = request.array else { return [single] }
        let names = parts.filter { !isNotification($0) }.map {
            AnswerName(connection: connection, isBatch: true, id: id(of: $0))
        }
        // A batch of notifications is answered by nobody.
        return names.isEmpty && !parts.isEmpty ? [] : Set(names).union([single])
    }

    /// Whether nobody answers a message.
    private static func isNotification(_ message: JSONValue) -> Bool {
        message["id"] == nil && message["jsonrpc"] == "2.0" && message["method"]?.string != nil
    }

    /// The id by which a request and its answer find each other.
    private static func id(of message: JSONValue) -> JSONValue {
        switch message["id"] {
        case .some(let id) where id.string != nil || id.number != nil: id
        default: .null
        }
    }
}
