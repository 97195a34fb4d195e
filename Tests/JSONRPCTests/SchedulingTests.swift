import JSON
import JSONRPC
import Synchronization
import Testing

@Suite struct SchedulingTests {
    static func request(_ method: String, _ params: String = "[]", id: String? = nil) -> String {
        let id = id.map { ",\"id\":\($0)" } ?? ""
        return "{\"jsonrpc\":\"2.0\",\"method\":\"\(method)\",\"params\":\(params)\(id)}\n"
    }

    /// A handler whose calls wait at gates and leave a trace.
    final class World: Sendable {
        let gate = Gate()
        let trace = Mutex<[String]>([])
        let closed = Mutex<[ConnectionID]>([])

        func note(_ text: String) { trace.withLock { $0.append(text) } }

        /// Waits until calls have left so many notes.
        func trace(of count: Int) async {
            while trace.withLock({ $0.count }) < count { await Task.yield() }
        }

        var handler: WorldHandler { WorldHandler(world: self) }
    }

    struct WorldHandler: RequestHandler {
        let world: World

        func connectionClosed(_ connection: ConnectionID) {
            world.closed.withLock { $0.append(connection) }
        }

        func route(for method: String) -> Route? {
            let world = world
            return switch method {
            case "control":
                .control { request, _ throws(RPCError) in
                    world.note("control")
                    return request.params ?? nil
                }
            case "ordered":
                .ordered { request, _ throws(RPCError) in
                    let name = request.params?[0]?.string ?? ""
                    world.note("begin \(name)")
                    await Task.yield()
                    world.note("end \(name)")
                    return .string(name)
                }
            case "ordered.gated": .ordered(Self.gated(world))
            case "long": .long(Self.gated(world))
            case "progress":
                .long { request, caller throws(RPCError) in
                    for step: Int64 in 1...3 {
                        caller.progress(token: request.params?["token"] ?? nil, .integer(step))
                    }
                    return "done"
                }
            default: nil
            }
        }

        static func gated(
            _ world: World
        ) -> @Sendable (Request, Caller) async throws(RPCError) -> JSONValue {
            { request, _ throws(RPCError) in
                let name = request.params?[0]?.string ?? ""
                world.note("begin \(name)")
                await world.gate.pass()
                world.note(Task.isCancelled ? "cancelled \(name)" : "end \(name)")
                if Task.isCancelled { throw RPCError(.internalError, "stopped") }
                return .string(name)
            }
        }
    }

    @Test func `ordered calls take effect one after another, in the order sent`() async throws {
        let world = World()
        let wire = Wire(world.handler)
        let names = (0..<200).map { "\($0)" }
        wire.send(names.map { Self.request("ordered", "[\"\($0)\"]", id: $0) }.joined())
        for name in names {
            #expect(try JSONValue(parsing: await wire.next())["id"]?.text == name)
        }
        #expect(world.trace.withLock(\.self) == names.flatMap { ["begin \($0)", "end \($0)"] })
    }

    @Test func `long calls run beside others, control calls before them`() async throws {
        let world = World()
        let wire = Wire(world.handler)
        wire.send(
            Self.request("long", "[\"a\"]", id: "1") + Self.request("long", "[\"b\"]", id: "2")
        )
        await world.gate.arrival(of: 2)
        wire.send(Self.request("ordered.gated", "[\"c\"]", id: "3"))
        await world.gate.arrival(of: 3)
        wire.send(Self.request("ordered", "[\"d\"]", id: "4") + Self.request("control", id: "5"))
        #expect(try JSONValue(parsing: await wire.next())["id"] == 5)
        #expect(!world.trace.withLock(\.self).contains("begin d"))
        world.gate.open()
        var ids: [JSONValue] = []
        for _ in 0..<4 { ids.append(try JSONValue(parsing: await wire.next())["id"] ?? nil) }
        #expect(Set(ids) == [1, 2, 3, 4])
        #expect(try #require(ids.firstIndex(of: 3)) < #require(ids.firstIndex(of: 4)))
    }

    @Test func `a running long call is cancelled and answered so`() async throws {
        let world = World()
        let wire = Wire(world.handler)
        wire.send(
            Self.request("long", "[\"a\"]", id: "\"x\"") + Self.request("long", "[\"b\"]", id: "2")
        )
        await world.gate.arrival(of: 2)
        wire.send(Self.request("$/cancelRequest", "{\"id\":\"x\"}"))
        let reply = try JSONValue(parsing: await wire.next())
        #expect(reply["id"] == "x")
        #expect(reply["error"]?["code"] == -32800)
        // The other one is not touched; it may have been woken, but not cancelled.
        world.gate.open()
        #expect(try JSONValue(parsing: await wire.next())["result"] == "b")
    }

    @Test func `a call is cancelled by the meaning of its id, not its spelling`() async throws {
        let world = World()
        let wire = Wire(world.handler)
        wire.send(Self.request("long", "[\"a\"]", id: "\"\\u0041\""))
        await world.gate.arrival(of: 1)
        wire.send(Self.request("$/cancelRequest", "{\"id\":\"A\"}", id: "7"))
        let replies = Set([await wire.next(), await wire.next()])
        #expect(replies.contains(#"{"jsonrpc":"2.0","result":null,"id":7}"#))
        #expect(replies.contains { $0.hasSuffix(#","id":"\u0041"}"#) && $0.contains("-32800") })
    }

    @Test func `cancelling an ordered call leaves those behind it alone`() async throws {
        let world = World()
        let wire = Wire(world.handler)
        wire.send(Self.request("ordered.gated", "[\"a\"]", id: "1"))
        await world.gate.arrival(of: 1)
        wire.send(
            Self.request("ordered", "[\"b\"]", id: "2")
                + Self.request("ordered", "[\"c\"]", id: "3")
        )
        // One that waits is answered at once, and never begins.
        wire.send(Self.request("$/cancelRequest", "{\"id\":2}"))
        let waiting = try JSONValue(parsing: await wire.next())
        #expect(waiting["id"] == 2)
        #expect(waiting["error"]?["code"] == -32800)
        wire.send(Self.request("$/cancelRequest", "{\"id\":1}"))
        let running = try JSONValue(parsing: await wire.next())
        #expect(running["id"] == 1)
        #expect(running["error"]?["code"] == -32800)
        #expect(try JSONValue(parsing: await wire.next())["result"] == "c")
        #expect(world.trace.withLock(\.self) == ["begin a", "cancelled a", "begin c", "end c"])
    }

    @Test func `a cancellation that names no call does nothing`() async throws {
        let world = World()
        let wire = Wire(world.handler)
        wire.send(Self.request("$/cancelRequest", "{\"id\":99}", id: "1"))
        #expect(await wire.next() == #"{"jsonrpc":"2.0","result":null,"id":1}"#)
        wire.send(Self.request("$/cancelRequest", "{}", id: "2"))
        #expect(try await wire.nextBrief()["error"]?["code"] == -32602)
        wire.send(Self.request("$/cancelRequest", "{}"))
        wire.send(Self.request("control", id: "3"))
        #expect(try await wire.nextBrief()["id"] == 3)
    }

    @Test func `a batch is answered by one array when all its calls are done`() async throws {
        let world = World()
        let wire = Wire(world.handler)
        let parts = [
            Self.request("long", "[\"a\"]", id: "1"), Self.request("control", id: "2"),
            Self.request("ordered", "[\"b\"]"), Self.request("none", id: "3"),
            Self.request("ordered", "[\"c\"]", id: "4"),
        ]
        wire.send(
            "[" + parts.joined(separator: ",") + "]\n" + Self.request("ordered", "[\"d\"]", id: "5")
        )
        #expect(try JSONValue(parsing: await wire.next())["id"] == 5)
        #expect(wire.received.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
        world.gate.open()
        let replies = try JSONValue(parsing: await wire.next()).array ?? []
        #expect(replies.map { $0["id"] } == [1, 2, 3, 4])
    }

    @Test func `more calls than allowed are refused by the limit's name`() async throws {
        let world = World()
        let wire = Wire(world.handler, limits: ConnectionLimits(callCountMax: 2))
        wire.send(
            Self.request("long", "[\"a\"]", id: "1") + Self.request("ordered.gated", "[\"b\"]")
        )
        wire.send(Self.request("long", "[\"c\"]", id: "3") + Self.request("control", id: "4"))
        let refusal = try JSONValue(parsing: await wire.next())
        #expect(refusal["id"] == 3)
        #expect(refusal["error"]?["data"]?["limit"] == "callCount")
        #expect(refusal["error"]?["data"]?["retryable"] == true)
        #expect(try JSONValue(parsing: await wire.next())["id"] == 4)
        world.gate.open()
        #expect(try JSONValue(parsing: await wire.next())["id"] == 1)
    }

    @Test func `progress comes under the caller's token, before the result`() async throws {
        let wire = Wire(World().handler)
        wire.send(Self.request("progress", "{\"token\":\"t\"}", id: "1"))
        for step: Int64 in 1...3 {
            #expect(
                try JSONValue(parsing: await wire.next()) == [
                    "jsonrpc": "2.0", "method": "$/progress",
                    "params": ["token": "t", "value": .integer(step)],
                ]
            )
        }
        #expect(try JSONValue(parsing: await wire.next())["result"] == "done")
    }

    @Test func `a reader that falls behind is read no more and loses notifications`() {
        let wire = Wire(World().handler, limits: ConnectionLimits(unsentByteCountMax: 1000))
        wire.stopWriting()
        #expect(wire.connection.wantsInput)
        let framing = MessageFraming.bare(newlineFollowed: true)
        #expect(wire.connection.send([UInt8](repeating: 0x31, count: 1200), framing: framing))
        #expect(!wire.connection.wantsInput)
        #expect(!wire.connection.send([0x31], framing: framing))
        wire.connection.wrote(1201)
        #expect(wire.connection.wantsInput)
        #expect(wire.connection.send([0x31], framing: framing))
    }

    @Test func `after the end of input what was read is answered, then the host closes`()
        async throws
    {
        let world = World()
        let wire = Wire(world.handler)
        // A number at the top is complete only now.
        wire.send(Self.request("long", "[\"a\"]", id: "1") + "12", .end)
        #expect(try await wire.nextBrief()["error"]?["code"] == -32600)
        wire.connection.drain()
        #expect(!wire.isClosed)
        world.gate.open()
        #expect(try JSONValue(parsing: await wire.next())["result"] == "a")
        #expect(wire.isClosed)
    }

    @Test func `calls that do not end in time are answered and cancelled`() async throws {
        let world = World()
        let wire = Wire(world.handler)
        wire.send(
            Self.request("long", "[\"a\"]", id: "1")
                + Self.request("ordered.gated", "[\"b\"]", id: "2")
        )
        wire.send(
            "[" + Self.request("long", "[\"c\"]", id: "3") + "]\n"
                + Self.request("ordered", id: "4")
        )
        await world.gate.arrival(of: 3)
        wire.connection.abandon(RPCError(.shuttingDown))
        var replies: [JSONValue] = []
        for _ in 0..<4 {
            let reply = try JSONValue(parsing: await wire.next())
            replies.append(reply[0] ?? reply)
        }
        #expect(replies.map { $0["id"] } == [1, 2, 3, 4])
        #expect(replies.allSatisfy { $0["error"]?["code"] == 109 })
        #expect(wire.isClosed)
        wire.send(Self.request("ordered", id: "5"))
        wire.send(Self.request("long", id: "6"))
        #expect(try await wire.nextBrief()["error"]?["code"] == 109)
    }

    @Test func `closing cancels the calls and tells the handler`() async throws {
        let world = World()
        let wire = Wire(world.handler)
        wire.send(
            Self.request("long", "[\"a\"]", id: "1")
                + Self.request("ordered.gated", "[\"b\"]", id: "2")
        )
        await world.gate.arrival(of: 2)
        wire.connection.close()
        #expect(world.closed.withLock(\.self) == [wire.connection.id])
        let framing = MessageFraming.bare(newlineFollowed: true)
        #expect(!wire.connection.send([0x31], framing: framing))
        // Both pass the gate, which nobody opens, because they are cancelled.
        await world.trace(of: 4)
        #expect(
            Set(world.trace.withLock(\.self)) == [
                "begin a", "begin b", "cancelled a", "cancelled b",
            ]
        )
        #expect(wire.received.isEmpty)
    }
}
