import JSON
import JSONRPC
import Synchronization
import TestDirectories
import Testing

/// What a connection holds of replies that nobody reads, and when it may close.
@Suite struct RoomTests {
    typealias World = SchedulingTests.World

    private static func request(_ method: String, _ text: String, id: Int) -> String {
        SchedulingTests.request(method, "[\"\(text)\"]", id: "\(id)")
    }

    private static let text = String(repeating: "x", count: 300)

    @Test func `requests wait while there is no room for their replies`() async throws {
        let world = World()
        let wire = Wire(world.handler, limits: ConnectionLimits(unsentByteCountMax: 1000))
        wire.stopWriting()
        wire.send((1...20).map { Self.request("control", Self.text, id: $0) }.joined())
        #expect(world.trace.withLock { $0.count } == 3, "the third makes it too much")
        wire.goOnWriting()
        wire.send("")
        for id: Int64 in 1...20 {
            #expect(try JSONValue(parsing: await wire.next())["id"] == .integer(id))
        }
    }

    @Test func `ordered calls wait while there is no room for their replies`() async throws {
        let world = World()
        let wire = Wire(world.handler, limits: ConnectionLimits(unsentByteCountMax: 1000))
        wire.stopWriting()
        wire.send((1...20).map { Self.request("ordered", Self.text, id: $0) }.joined())
        await world.trace(of: 6)
        for _ in 0..<1000 { await Task.yield() }
        #expect(world.trace.withLock { $0.count } == 6, "three have begun and ended")
        wire.goOnWriting()
        for id: Int64 in 1...20 {
            #expect(try JSONValue(parsing: await wire.next())["id"] == .integer(id))
        }
    }

    @Test func `more replies than may wait to be sent come as there is room for them`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let limits = ConnectionLimits(unsentByteCountMax: 20_000)
        let server = try await SocketServerTests.start(directory.file("s"), limits: limits)
        let client = try await Client.connect(to: directory.file("s"))
        let text = JSONValue.string(String(repeating: "x", count: 5000))
        let results = await client.pipeline(
            (0..<500).map { index in
                (method: "control", params: [text, .integer(index)])
            }
        )
        for (index, result) in results.enumerated() {
            #expect(try result.get()[1] == .integer(Int64(index)))
        }
        await client.close()
        await server.shutdown()
    }

    @Test(arguments: ["control", "ordered"])
    func `what would make the replies to a batch too large is not carried out`(
        method: String
    ) async throws {
        let world = World()
        let wire = Wire(world.handler, limits: ConnectionLimits(batchReplyByteCountMax: 500))
        let requests = (1...4).map { Self.request(method, Self.text, id: $0) }
        wire.send("[" + requests.joined(separator: ",") + "]\n")
        let replies = try #require(try JSONValue(parsing: await wire.next()).array)
        #expect(replies.count == 4)
        for reply in replies[..<2] { #expect(reply["result"] != nil) }
        for reply in replies[2...] {
            #expect(reply["error"]?["code"] == 108)
            #expect(reply["error"]?["data"]?["limit"] == "batchReplyByteCount")
        }
        #expect(world.trace.withLock { $0.count } == (method == "control" ? 2 : 4))
    }

    /// As when a shutdown comes while another thread reads.
    @Test func `nothing closes before what was read is answered`() async throws {
        let connection = Mutex<Connection?>(nil)
        let isClosed = Mutex(false)
        let handler = TableHandler([
            "drain": .control { _, _ throws(RPCError) in
                let connection = connection.withLock(\.self)
                connection?.drain()
                if case .close = connection?.takeOutput() { isClosed.withLock { $0 = true } }
                return "answered"
            }
        ])
        let wire = Wire(handler)
        connection.withLock { $0 = wire.connection }
        wire.send(SchedulingTests.request("drain", id: "1"))
        #expect(!isClosed.withLock { $0 })
        #expect(try JSONValue(parsing: await wire.next())["result"] == "answered")
        #expect(wire.isClosed)
        connection.withLock { $0 = nil }
    }
}
