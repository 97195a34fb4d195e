public import JSON
import JSONRPC
public import Network

/// A client that gets its work done whatever becomes of the host while it waits for replies.
///
/// A question is simply asked again. Of a call that appends an event it does not know, after the
/// reply was lost, whether the event is in the log; so it looks there before it calls again. And it
/// lets time pass for as long as the answer is that a call comes too early.
public struct CarefulClient: Sendable {
    /// The host.
    public let host: any CallableHost

    private static let attemptsMax = 100

    /// A client of a host.
    public init(_ host: any CallableHost) {
        self.host = host
    }

    /// Calls a method that may be called any number of times.
    public func ask(_ method: String, _ params: JSONObject = [:]) async throws -> JSONValue {
        for _ in 0..<Self.attemptsMax {
            do {
                return try await host.call(method, params)
            } catch ClientError.closed {
                continue
            }
        }
        throw Unexpected("\(method) was not answered \(Self.attemptsMax) times")
    }

    /// Calls a method that appends an event of a kind, and sees to it that this happens exactly once.
    ///
    /// - Parameters:
    ///   - author: the name of the identity that acts.
    ///   - isRepeatable: whether the rules let the author do the same again. Where they do not, a
    ///     call whose reply was lost is repeated although the event was found, and must be refused.
    @discardableResult
    public func act(
        _ method: String,
        as author: String,
        _ params: JSONObject = [:],
        appending kind: String,
        isRepeatable: Bool = false
    ) async throws -> LoggedEvent {
        var params = params
        params["as"] = .string(author)
        let key = try await participant(author)
        let start = try await head() + 1
        for _ in 0..<Self.attemptsMax {
            do {
                _ = try await host.call(method, params)
                return try await found(kind, by: key, from: start)
            } catch let error as ClientError {
                switch error {
                case .closed:
                    guard let event = try await event(kind, by: key, from: start) else { continue }
                    if !isRepeatable { try await repeatInVain(method, params) }
                    return event
                case .refused(let error) where error.isTooEarly && kind != "tick":
                    try await tick()
                case .refused, .unreachable, .malformed:
                    throw error
                }
            }
        }
        throw Unexpected("\(method) did not succeed in \(Self.attemptsMax) attempts")
    }

    /// Lets one period pass.
    public func tick() async throws {
        try await act("ledger.tick", as: "default", appending: "tick", isRepeatable: true)
    }

    /// The events of the log from a position on.
    public func events(from position: Position = 0) async throws -> [LoggedEvent] {
        var events: [LoggedEvent] = []
        var next: Position? = position
        while let from = next {
            let page = try await ask("ledger.events", ["from": .integer(from), "limit": 1000])
            events += try page.elements(of: "events").map { try LoggedEvent($0) }
            next = page["next"]?.integer
        }
        return events
    }

    /// The public key of an identity of the host.
    public func participant(_ name: String) async throws -> String {
        let keys = try await ask("key.list").elements(of: "keys")
        guard let key = keys.first(where: { $0["name"]?.string == name }) else {
            throw Unexpected("there is no key \(name)")
        }
        return try key.text(of: "participant")
    }

    private func head() async throws -> Position {
        try await ask("network.status").integer(of: "position")
    }

    private func found(
        _ kind: String,
        by author: String,
        from position: Position
    ) async throws -> LoggedEvent {
        guard let event = try await event(kind, by: author, from: position) else {
            throw Unexpected("an acknowledged \(kind) is not in the log")
        }
        return event
    }

    /// The one event of a kind by an author since a position.
    private func event(
        _ kind: String,
        by author: String,
        from position: Position
    ) async throws -> LoggedEvent? {
        let matching = try await events(from: position).filter {
            $0.kind == kind && $0.author == author
        }
        guard matching.count <= 1 else {
            throw Unexpected("\(kind) was appended \(matching.count) times where one was asked for")
        }
        return matching.first
    }

    private func repeatInVain(_ method: String, _ params: JSONObject) async throws {
        let before = try await head()
        do {
            let result = try await host.call(method, params)
            throw Unexpected("\(method) succeeded twice: \(result.text)")
        } catch let error as ClientError {
            switch error {
            case .closed: return
            case .refused(let error) where error.code.number > 0: break
            case .refused, .unreachable, .malformed: throw error
            }
        }
        guard try await head() == before else {
            throw Unexpected("\(method) was refused and changed the log nevertheless")
        }
    }
}

/// An event as `ledger.events` answers it.
public struct LoggedEvent: Hashable, Sendable {
    /// Its place in the log.
    public let position: Position
    /// Its name: the digest of its body, which is also the id of what it made.
    public let id: String
    /// Its kind's word.
    public let kind: String
    /// The key of who signed it; nothing for the genesis.
    public let author: String?
    /// The hash of the log up to it.
    public let chain: String
    /// What it says.
    public let fields: JSONValue

    /// Reads an element of the answer.
    public init(_ json: JSONValue) throws {
        position = try json.integer(of: "position")
        id = try json.text(of: "event")
        kind = try json.text(of: "type")
        author = json["author"]?.string
        chain = try json.text(of: "chain")
        fields = try json.member("fields")
    }
}

extension RPCError {
    /// Whether the same call will succeed when some time has passed.
    var isTooEarly: Bool {
        code == .wrongPhase && data?["retryable"]?.bool == true
    }
}
