import JSON
import JSONRPC
import Testing

@Suite struct RequestTests {
    static let echo = TableHandler([
        "echo": .control { request, _ throws(RPCError) in request.params ?? nil }
    ])

    @Test(arguments: [
        "1", "0", "-0", "-1", "1.0", "1e2", "1E+2", "0.10", "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809", "123456789012345678901234567890", "null", #""""#, #""a""#,
        #""\u0041""#, #""\/""#,
        "\"\u{e9}\u{1F600}\"", #""\"},{\"id\":7""#, #""\ud83d\ude00""#,
    ])
    func `ids come back byte for byte`(id: String) async throws {
        let request = #"{"params":{"id":3},"id" : \#(id) ,"method":"echo","jsonrpc":"2.0"}"#
        let wire = Wire(Self.echo)
        wire.send(request + "\n")
        #expect(wire.received == #"{"jsonrpc":"2.0","result":{"id":3},"id":\#(id)}"# + "\n")

        let batch = Wire(Self.echo)
        batch.send("[\(request), \(request)]\n")
        let reply = #"{"jsonrpc":"2.0","result":{"id":3},"id":\#(id)}"#
        #expect(batch.received == "[\(reply),\(reply)]\n")

        let refused = Wire(Self.echo)
        refused.send(#"{"jsonrpc":"2.0","method":"none","id":\#(id)}"# + "\n")
        #expect(refused.received.hasSuffix(#","id":\#(id)}"# + "\n"))
    }

    @Test(arguments: [
        (#"{"method":"echo","id":1}"#, "1", "/jsonrpc"),
        (#"{"jsonrpc":"1.0","method":"echo","id":1}"#, "1", "/jsonrpc"),
        (#"{"jsonrpc":2.0,"method":"echo","id":1}"#, "1", "/jsonrpc"),
        (#"{"jsonrpc":"2.0","id":"x"}"#, "\"x\"", "/method"),
        (#"{"jsonrpc":"2.0","method":null,"id":1}"#, "1", "/method"),
        (#"{"jsonrpc":"2.0","method":"echo","params":null,"id":1}"#, "1", "/params"),
        (#"{"jsonrpc":"2.0","method":"echo","params":"x","id":1}"#, "1", "/params"),
        (#"{"jsonrpc":"2.0","method":"echo","id":true}"#, "null", "/id"),
        (#"{"jsonrpc":"2.0","method":"echo","id":[1]}"#, "null", "/id"),
        (#"{"jsonrpc":"2.0","method":"echo","id":{"a":1}}"#, "null", "/id"),
        (#"{"jsonrpc":"2.0","result":1,"id":1}"#, "1", "/method"), ("12", "null", ""),
        ("\"text\"", "null", ""),
        ("true", "null", ""), ("null", "null", ""),
    ])
    func `what is no request is refused with the place of its fault`(
        text: String,
        id: String,
        pointer: String
    ) async throws {
        let wire = Wire(Self.echo)
        wire.send(text + "\n")
        let reply = try JSONValue(parsing: await wire.next())
        #expect(reply["error"]?["code"] == -32600)
        #expect(reply["error"]?["data"]?["pointer"]?.string == pointer)
        #expect(reply["id"]?.text == id)
    }

    @Test func `replies are framed as the request was`() {
        let ping = #"{"jsonrpc":"2.0","method":"echo","params":[],"id":1}"#
        let pong = #"{"jsonrpc":"2.0","result":[],"id":1}"#
        let wire = Wire(Self.echo)
        wire.send(ping + "\n")
        #expect(wire.received == pong + "\n")

        let value = Wire(Self.echo)
        value.send(ping)
        #expect(value.received == pong + "\n\n")

        let headed = Wire(Self.echo)
        headed.send("content-length: \(ping.utf8.count)\r\n\r\n\(ping)")
        #expect(headed.received == "Content-Length: \(pong.utf8.count)\r\n\r\n\(pong)")

        let mixed = Wire(Self.echo)
        mixed.send("content-length: \(ping.utf8.count)\r\n\r\n\(ping)\(ping)\(ping)\n")
        #expect(
            mixed.received
                == "Content-Length: \(pong.utf8.count)\r\n\r\n\(pong)\(pong)\n\n\(pong)\n"
        )
    }

    @Test func `limits are answered by name, and the next request is served`() async throws {
        var limits = ConnectionLimits(batchCountMax: 2)
        limits.message = JSONLimits(byteCountMax: 200, depthMax: 5)
        let ping = #"{"jsonrpc":"2.0","method":"echo","id":1}"#
        let large = String(repeating: "x", count: 300)
        let offenders: [(text: String, limit: String)] = [
            ("\"\(large)\"\n", "messageByteCount"),
            ("Content-Length: 302\r\n\r\n\"\(large)\"", "messageByteCount"),
            ("[[[[[[1]]]]]]\n", "messageDepth"),
            ("Content-Length: 13\r\n\r\n[[[[[[1]]]]]]", "messageDepth"),
            ("[\(ping),\(ping),\(ping)]\n", "batchCount"),
        ]
        for (text, limit) in offenders {
            let wire = Wire(Self.echo, limits: limits)
            wire.send(text)
            wire.send(ping + "\n")
            let refusal = try JSONValue(parsing: await wire.next())
            #expect(refusal["error"]?["code"] == 108)
            #expect(refusal["error"]?["data"]?["limit"]?.string == limit)
            #expect(refusal["id"] == .null)
            #expect(try JSONValue(parsing: await wire.next())["result"] == .null)
        }
    }

    @Test func `a parse error says where`() async throws {
        let wire = Wire(Self.echo)
        wire.send("{\"jsonrpc\":\n \"2.0\" , \"x\": nope}\n")
        let error = try JSONValue(parsing: await wire.next())["error"]
        #expect(error?["code"] == -32700)
        #expect(error?["message"] == "Parse error")
        #expect(error?["data"]?["line"] == 2)
        #expect(error?["data"]?["column"] == 18)
        #expect(error?["data"]?["reason"] == "parseError")
        #expect(error?["data"]?["retryable"] == false)
    }

    @Test(arguments: [
        "\0", "{\"a\":\0}", "}", "hello", "[1 2]", "\"abc", "Content-Length: x\r\n\r\n",
    ])
    func `after bytes that are no message the connection goes on`(bad: String) async throws {
        let wire = Wire(Self.echo)
        wire.send(
            bad + "\n" + #"{"jsonrpc":"2.0","method":"echo","params":["next"],"id":1}"# + "\n"
        )
        #expect(try await wire.nextBrief()["error"]?["code"] == -32700)
        #expect(try await wire.nextBrief()["result"] == ["next"])
    }
}
