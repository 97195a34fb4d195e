import Glibc
import JSON
import JSONRPC
import Logging
import NIOCore
import NIOPosix
import Synchronization
import TestDirectories
import Testing

@Suite struct SocketServerTests {
    typealias World = SchedulingTests.World

    static func start(
        _ path: String,
        _ world: World = World(),
        limits: ConnectionLimits = .standard,
        connectionCountMax: Int = 8
    ) async throws -> SocketServer {
        try await SocketServer.start(
            at: path,
            handler: world.handler,
            limits: limits,
            connectionCountMax: connectionCountMax,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    @Test func `the socket is its owner's alone, and calls work`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("host.sock")
        let server = try await Self.start(path)
        let mode = try #require(status(of: path)).st_mode
        #expect(mode & S_IFMT == S_IFSOCK)
        #expect(mode & 0o7777 == 0o600)

        let client = try await Client.connect(to: path)
        #expect(try await client.call("control", [1, "x"]) == [1, "x"])
        #expect(try await client.call("ordered", ["a"]) == "a")
        await #expect(throws: ClientError.self) { try await client.call("none") }
        let large = JSONValue.string(String(repeating: "x", count: 3 << 20))
        #expect(try await client.call("control", [large]) == [large])
        await client.close()
        await server.shutdown()
        #expect(status(of: path) == nil)
    }

    @Test func `many calls in flight come back to those who made them`() async throws {
        let directory = try TemporaryDirectory()
        let server = try await Self.start(directory.file("s"))
        let client = try await Client.connect(to: directory.file("s"))
        let calls = (0..<2000).map { index in
            (index.isMultiple(of: 2) ? "control" : "ordered", ["\(index)"] as JSONValue?)
        }
        let results = await client.pipeline(calls.map { (method: $0, params: $1) })
        for (index, result) in results.enumerated() {
            let value = try? result.get()
            // The ordered ones are limited to those that one connection may have in flight.
            if let value {
                #expect(value == (index.isMultiple(of: 2) ? ["\(index)"] : .string("\(index)")))
            }
            #expect(value != nil || !index.isMultiple(of: 2))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<64 {
                group.addTask {
                    let result = try await client.call("ordered", ["\(index)"])
                    #expect(result == .string("\(index)"))
                }
            }
            try await group.waitForAll()
        }
        await client.close()
        await server.shutdown()
    }

    @Test func `a second server on a path is refused, and the first one goes on`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("host.sock")
        let server = try await Self.start(path)
        await #expect(throws: SocketError.inUse(path, processID: getpid())) {
            _ = try await Self.start(path)
        }
        let client = try await Client.connect(to: path)
        #expect(try await client.call("control") == nil)
        await client.close()
        await server.shutdown()
        let next = try await Self.start(path)
        await next.shutdown()
    }

    @Test func `a socket that was left behind is taken over`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("host.sock")
        try Self.leaveSocket(at: path)
        await #expect(throws: ClientError.self) { _ = try await Client.connect(to: path) }
        let server = try await Self.start(path)
        let client = try await Client.connect(to: path)
        #expect(try await client.call("control") == nil)
        await client.close()
        await server.shutdown()
    }

    /// What a host leaves that is killed: a bound socket that nobody listens on.
    private static func leaveSocket(at path: String) throws {
        let number = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(number) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
    }

    @Test func `what is no socket is left alone`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("precious")
        close(open(path, O_CREAT | O_WRONLY, 0o644))
        await #expect(throws: SocketError.notASocket(path)) { _ = try await Self.start(path) }
        #expect(status(of: path) != nil)
    }

    @Test func `where modes are not kept nothing is served, and the reason told`() {
        #expect(SocketError(mode: S_IFSOCK | 0o600, of: "/mnt/s") == nil)
        let error = SocketError(mode: S_IFSOCK | 0o777, of: "/mnt/s")
        #expect(error == .exposed("/mnt/s"))
        #expect(error?.description.contains("the file system of /mnt/s keeps no modes") == true)
    }

    @Test func `a path that no address can hold is refused by its length`() async throws {
        let path = "/tmp/" + String(repeating: "x", count: 120)
        await #expect(throws: SocketError.pathTooLong(path, byteCountMax: 107)) {
            _ = try await Self.start(path)
        }
    }

    @Test func `one connection too many is told so`() async throws {
        let directory = try TemporaryDirectory()
        let server = try await Self.start(directory.file("s"), connectionCountMax: 1)
        let first = try await Client.connect(to: directory.file("s"))
        #expect(try await first.call("control") == nil)
        let reply = try JSONValue(parsing: await Self.exchange(directory.file("s"), sending: ""))
        #expect(reply["error"]?["code"] == 108)
        #expect(reply["error"]?["data"]?["limit"] == "connectionCount")
        #expect(try await first.call("control") == nil)
        await first.close()
        await server.shutdown()
    }

    /// Sends a text, closes the sending side, and gives back all that comes until the end.
    private static func exchange(_ path: String, sending text: String) async throws -> String {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            if !text.isEmpty {
                try await outbound.write(ByteBuffer(string: text))
                outbound.finish()
            }
            var received = ""
            do {
                for try await buffer in inbound { received += String(buffer: buffer) }
            } catch is IOError {
                // A server that refuses may close before it has read what was sent.
            }
            return received
        }
    }

    @Test func `who sends and ends its side is still answered`() async throws {
        let directory = try TemporaryDirectory()
        let server = try await Self.start(directory.file("s"))
        let text = (0..<100).map { SchedulingTests.request("ordered", "[\"\($0)\"]", id: "\($0)") }
        let received = try await Self.exchange(directory.file("s"), sending: text.joined() + "[")
        let lines = received.split(separator: "\n")
        #expect(lines.count == 101)
        #expect(lines.filter { $0.contains("-32700") }.count == 1)
        await server.shutdown()
    }

    @Test func `a shutdown answers the calls in flight`() async throws {
        let directory = try TemporaryDirectory()
        let world = World()
        let server = try await Self.start(directory.file("s"), world)
        let client = try await Client.connect(to: directory.file("s"))
        async let long = client.call("long", ["a"])
        async let ordered = client.call("ordered.gated", ["b"])
        await world.gate.arrival(of: 2)
        async let shutdown: Void = server.shutdown(grace: .seconds(3600))
        world.gate.open()
        #expect(try await long == "a")
        #expect(try await ordered == "b")
        await shutdown
        await #expect(throws: ClientError.self) { try await client.call("control") }
        #expect(status(of: directory.file("s")) == nil)
    }

    @Test func `a shutdown cancels and answers what does not end in time`() async throws {
        let directory = try TemporaryDirectory()
        let world = World()
        let server = try await Self.start(directory.file("s"), world)
        let client = try await Client.connect(to: directory.file("s"))
        let long = Task { try await client.call("long", ["a"]) }
        await world.gate.arrival(of: 1)
        await server.shutdown(grace: .zero)
        #expect(Self.code(of: await long.result) == .shuttingDown)
    }

    private static func code(of result: Result<JSONValue, any Error>) -> ErrorCode? {
        guard case .failure(let error) = result else { return nil }
        guard case .refused(let refusal)? = error as? ClientError else { return nil }
        return refusal.code
    }

    @Test func `a task that is cancelled cancels its call`() async throws {
        let directory = try TemporaryDirectory()
        let world = World()
        let server = try await Self.start(directory.file("s"), world)
        let client = try await Client.connect(to: directory.file("s"))
        let call = Task { try await client.call("long", ["a"]) }
        await world.gate.arrival(of: 1)
        call.cancel()
        #expect(Self.code(of: await call.result) == .cancelled)
        await client.close()
        await server.shutdown()
    }

    @Test func `a client that goes away has its calls cancelled`() async throws {
        let directory = try TemporaryDirectory()
        let world = World()
        let server = try await Self.start(directory.file("s"), world)
        let client = try await Client.connect(to: directory.file("s"))
        let long = Task { try await client.call("long", ["a"]) }
        await world.gate.arrival(of: 1)
        await client.close()
        await #expect(throws: ClientError.closed) { try await long.value }
        await server.shutdown()
        await world.trace(of: 2)
        #expect(world.trace.withLock(\.self).last == "cancelled a")
        #expect(world.closed.withLock { $0.count } == 1)
    }

    @Test func `notifications reach the client in their order`() async throws {
        let directory = try TemporaryDirectory()
        let server = try await Self.start(directory.file("s"))
        let received = Mutex<[JSONValue?]>([])
        let client = try await Client.connect(to: directory.file("s")) { notification in
            received.withLock { $0.append(notification.params?["value"]) }
        }
        #expect(try await client.call("progress", ["token": 7]) == "done")
        #expect(received.withLock(\.self) == [1, 2, 3])
        await client.close()
        await server.shutdown()
    }

    @Test func `who says nothing for too long is told so, who waits for a reply is not`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let world = World()
        let limits = ConnectionLimits(idleSecondsMax: 1)
        let server = try await Self.start(directory.file("s"), world, limits: limits)
        // Without a wait between them, which under load could be as long as the silence.
        let waiting = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        let address = try #require(UnixAddress(path: directory.file("s")))
        #expect(address.use { connect(waiting, $0, $1) } == 0)
        write(SchedulingTests.request("long", "[\"a\"]", id: "1"), to: waiting)
        await world.gate.arrival(of: 1)
        let words = try await Self.exchange(directory.file("s"), sending: "")
        #expect(try JSONValue(parsing: words)["error"]?["data"]?["limit"] == "idleSeconds")
        world.gate.open()
        await world.trace(of: 2)
        #expect(world.trace.withLock { $0.last } == "end a", "closing would have cancelled it")
        close(waiting)
        await server.shutdown()
    }

    @Test func `what is too large for the reading thread is answered in its turn`() async throws {
        let directory = try TemporaryDirectory()
        let server = try await Self.start(directory.file("s"))
        let large = String(repeating: "x", count: 1 << 20)
        let text = (0..<6).map { index in
            let text = index.isMultiple(of: 2) ? large : "small"
            return SchedulingTests.request("control", "[\"\(text)\"]", id: "\(index)")
        }
        let received = try await Self.exchange(directory.file("s"), sending: text.joined())
        let replies = try received.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(replies.map { $0["id"] } == (0..<6).map { .integer($0) })
        #expect(replies.map { $0["result"]?[0]?.string?.utf8.count == 5 }.count { $0 } == 3)
        await server.shutdown()
    }

    @Test func `no host is an error with the path`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("nothing")
        do {
            _ = try await Client.connect(to: path)
            Issue.record("there is nothing to connect to")
        } catch .unreachable(let named, _) {
            #expect(named == path)
        }
    }
}
