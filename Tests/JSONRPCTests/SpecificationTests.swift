import JSON
import JSONRPC
import Testing

/// The worked examples of the JSON-RPC 2.0 specification, section 7, in its order and words.
@Suite struct SpecificationTests {
    static let handler = TableHandler([
        "subtract": .ordered { request, _ throws(RPCError) in
            func number(_ name: String, _ index: Int) -> Int64 {
                let params = request.params ?? nil
                return (params[name] ?? params[index])?.integer ?? 0
            }
            return .integer(number("minuend", 0) - number("subtrahend", 1))
        },
        "sum": .long { request, _ throws(RPCError) in
            .integer((request.params?.array ?? []).reduce(0) { $0 + ($1.integer ?? 0) })
        },
        "get_data": .control { _, _ throws(RPCError) in ["hello", 5] },
        "update": .ordered { _, _ throws(RPCError) in nil },
        "notify_hello": .control { _, _ throws(RPCError) in nil },
        "notify_sum": .long { _, _ throws(RPCError) in nil },
    ])

    static let examples: [(title: String, request: String, reply: String)] = [
        (
            "positional parameters",
            #"{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}"#,
            #"{"jsonrpc": "2.0", "result": 19, "id": 1}"#
        ),
        (
            "positional parameters, the other way round",
            #"{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}"#,
            #"{"jsonrpc": "2.0", "result": -19, "id": 2}"#
        ),
        (
            "named parameters",
            #"{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}"#,
            #"{"jsonrpc": "2.0", "result": 19, "id": 3}"#
        ),
        (
            "named parameters, the other way round",
            #"{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": 4}"#,
            #"{"jsonrpc": "2.0", "result": 19, "id": 4}"#
        ),
        ("a notification", #"{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}"#, ""),
        ("a notification of an unknown method", #"{"jsonrpc": "2.0", "method": "foobar"}"#, ""),
        (
            "call of a method that does not exist",
            #"{"jsonrpc": "2.0", "method": "foobar", "id": "1"}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "1"}"#
        ),
        (
            "call with invalid JSON",
            #"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}"#
        ),
        (
            "call with an invalid request object",
            #"{"jsonrpc": "2.0", "method": 1, "params": "bar"}"#,
            #"{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}"#
        ),
        (
            "a batch of invalid JSON",
            """
            [
              {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
              {"jsonrpc": "2.0", "method"
            ]
            """,
            #"{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}"#
        ),
        (
            "an empty array",
            "[]",
            #"{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}"#
        ),
        (
            "an invalid batch that is not empty",
            "[1]",
            #"[{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}]"#
        ),
        (
            "an invalid batch",
            "[1,2,3]",
            """
            [
              {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
              {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
              {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}
            ]
            """
        ),
        (
            "a batch",
            """
            [
              {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
              {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
              {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
              {"foo": "boo"},
              {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
              {"jsonrpc": "2.0", "method": "get_data", "id": "9"}
            ]
            """,
            """
            [
              {"jsonrpc": "2.0", "result": 7, "id": "1"},
              {"jsonrpc": "2.0", "result": 19, "id": "2"},
              {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
              {"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "5"},
              {"jsonrpc": "2.0", "result": ["hello", 5], "id": "9"}
            ]
            """
        ),
        (
            "a batch of notifications only",
            """
            [
              {"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]},
              {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}
            ]
            """,
            ""
        ),
    ]

    @Test(arguments: examples.map(\.title))
    func `the specification's example is answered as it says`(title: String) async throws {
        let example = try #require(Self.examples.first { $0.title == title })
        for framing in ["bare", "headed"] {
            let wire = Wire(Self.handler)
            let isBare = framing == "bare"
            let header = "Content-Length: \(example.request.utf8.count)\r\n\r\n"
            wire.send(isBare ? example.request + "\n" : header + example.request)
            // What is not answered is told from what is by the reply to a call that comes after.
            let last = #"{"jsonrpc":"2.0","method":"subtract","params":[1,1],"id":"last"}"#
            if example.reply.isEmpty {
                wire.send(last + "\n")
                #expect(try await wire.nextBrief()["id"] == "last")
            } else {
                let reply = try JSONValue(parsing: example.reply)
                #expect(try await wire.nextBrief() == reply, "\(framing)")
            }
        }
    }
}
