import JSON

/// A message from a caller, as far as it could be understood.
enum IncomingMessage {
    /// One request by itself.
    case single(Entry, MessageFraming)
    /// An array of requests, which is answered by one array.
    case batch([Entry], MessageFraming)

    /// A request, or why something that should be one is none.
    enum Entry {
        case request(Request)
        case refused(RPCError, id: RequestID)
    }
}

extension IncomingMessage.Entry {
    /// Reads a request from a value and from the text that the value was read from.
    ///
    /// The checks run in the order of the members in the specification: version, method,
    /// parameters, id; so one text always yields the same error.
    init(_ value: JSONValue, text: ArraySlice<UInt8>) {
        guard let object = value.object else {
            self = .refused(.invalid(expected: "an object", got: value.kind), id: .null)
            return
        }
        var members = JSONEnvelope.Members()
        for index in Self.members.indices { members[index] = object["\(Self.members[index])"] }
        self.init(members, text: text)
    }

    /// The members of a request, in the order in which `init(_:text:)` has their values.
    static let members: InlineArray<4, StaticString> = ["jsonrpc", "method", "params", "id"]

    /// Reads a request from the values of its members.
    init(_ members: JSONEnvelope.Members, text: ArraySlice<UInt8>) {
        let sentID = members[3]
        let id = sentID.map { RequestID($0, of: text) }
        // An id of a wrong kind cannot be echoed: section 5 has null for it.
        let echo = (id ?? nil) ?? .null
        guard members[0] == "2.0" else {
            let got = members[0].map(\.text) ?? "nothing"
            self = .refused(.invalid("/jsonrpc", expected: "\"2.0\"", got: got), id: echo)
            return
        }
        guard let method = members[1]?.string else {
            let got = members[1].map(\.kind) ?? "nothing"
            self = .refused(.invalid("/method", expected: "a string", got: got), id: echo)
            return
        }
        let params = members[2]
        switch params {
        case nil, .array, .object: break
        case .null, .bool, .integer, .real, .string:
            let got = params.map(\.kind) ?? "nothing"
            let error = RPCError.invalid("/params", expected: "an array or object", got: got)
            self = .refused(error, id: echo)
            return
        }
        switch id {
        case .none: self = .request(Request(id: nil, method: method, params: params))
        case .some(.some(let id)): self = .request(Request(id: id, method: method, params: params))
        case .some(.none):
            let expected = "a string, a number or null"
            let error = RPCError.invalid("/id", expected: expected, got: sentID?.kind ?? "")
            self = .refused(error, id: .null)
        }
    }
}

extension RPCError {
    /// JSON that is no request; the message is the specification's own.
    fileprivate static func invalid(
        _ pointer: String = "",
        expected: String,
        got: String
    ) -> RPCError {
        RPCError(
            .invalidRequest,
            "Invalid Request",
            pointer: pointer,
            expected: expected,
            got: got.excerpt
        )
    }
}
