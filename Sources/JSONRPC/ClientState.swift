import JSON

/// The calls that a client waits for and the bytes that it has yet to send, without I/O.
struct ClientState {
    typealias Reply = Result<JSONValue, ClientError>
    typealias Waiting = CheckedContinuation<Reply, Never>

    /// A reply and who waits for it.
    struct Delivery {
        let waiting: Waiting
        let reply: Reply
    }

    /// What a message from the host turned out to be.
    enum Incoming {
        case reply(Delivery)
        case notification(Request)
        /// The reply to a call that nobody waits for yet.
        case kept
    }

    /// A call whose result has not been fetched.
    private enum Pending {
        case open
        case awaited(Waiting)
        /// The reply came before anybody waited for it.
        case answered(Reply)
    }

    private var lastID: Int64 = 0
    private var calls: [Int64: Pending] = [:]
    private var output: [UInt8] = []
    private var isFlushPending = false
    /// Why the connection has closed; from then on every call ends with it.
    private var end: ClientError?

    /// Opens a call, whose reply may come from now on; its id is one that no call has had.
    mutating func open() -> Int64 {
        lastID += 1
        calls[lastID] = end.map { .answered(.failure($0)) } ?? .open
        return lastID
    }

    /// Puts messages in line; tells whether somebody must be told to send.
    mutating func send(_ messages: [UInt8]) -> Bool {
        guard end == nil else { return false }
        output.append(contentsOf: messages)
        defer { isFlushPending = true }
        return !isFlushPending
    }

    /// Fetches the reply of an open call: at once, or when it comes.
    mutating func wait(for id: Int64, _ continuation: Waiting) -> Delivery? {
        switch calls[id] {
        case .open:
            calls[id] = .awaited(continuation)
            return nil
        case .answered(let reply):
            calls[id] = nil
            return Delivery(waiting: continuation, reply: reply)
        case .awaited, nil:
            preconditionFailure("each call's reply is fetched once")
        }
    }

    /// Everything that is to be sent.
    mutating func takeOutput() -> [UInt8] {
        isFlushPending = false
        defer { output = [] }
        return output
    }

    /// Takes in one message of the host.
    mutating func receive(_ message: JSONValue) throws(ClientError) -> Incoming {
        if let method = message["method"]?.string {
            return .notification(Request(id: nil, method: method, params: message["params"]))
        }
        let reply: Reply
        if let result = message["result"] {
            reply = .success(result)
        } else if let error = message["error"] {
            reply = .failure(try Self.refusal(error))
        } else {
            throw .malformed("neither result nor error")
        }
        guard let id = message["id"]?.integer else {
            // Only what could not be read has no id: everything we wait for is in doubt.
            if case .failure(let error) = reply { throw error }
            throw .malformed("a result without our id")
        }
        switch calls[id] {
        case .open:
            calls[id] = .answered(reply)
            return .kept
        case .awaited(let continuation):
            calls[id] = nil
            return .reply(Delivery(waiting: continuation, reply: reply))
        case .answered, nil:
            throw .malformed("a reply to no call of ours")
        }
    }

    /// The connection has closed; everybody who waits is to be told.
    mutating func close(_ error: ClientError) -> [Delivery] {
        guard end == nil else { return [] }
        end = error
        var deliveries: [Delivery] = []
        for (id, call) in calls {
            switch call {
            case .open: calls[id] = .answered(.failure(error))
            case .awaited(let continuation):
                calls[id] = nil
                deliveries.append(Delivery(waiting: continuation, reply: .failure(error)))
            case .answered: break
            }
        }
        return deliveries
    }

    private static func refusal(_ error: JSONValue) throws(ClientError) -> ClientError {
        do {
            return .refused(try RPCError(json: JSONReader(error, at: "/error")))
        } catch {
            throw .malformed(error.description)
        }
    }
}
