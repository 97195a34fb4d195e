import Glibc
import JSON
import JSONRPC
import NIOPosix
import Synchronization
import Testing

/// What a handler can do with its caller besides answering.
@Suite struct CallerTests {
    /// Notifies its caller from behind the reply, and keeps the caller.
    struct Handler: RequestHandler {
        final class Kept: Sendable {
            let caller = Mutex<Caller?>(nil)
            var found: Caller? { caller.withLock(\.self) }
        }

        let kept = Kept()

        func route(for method: String) -> Route? {
            let kept = kept
            let answer: @Sendable (Request, Caller) async throws(RPCError) -> JSONValue = {
                request,
                caller throws(RPCError) in
                kept.caller.withLock { $0 = caller }
                caller.afterReply { caller.notify("behind", request.params ?? nil) }
                return "answered"
            }
            return switch method {
            case "ordered": .ordered(answer)
            case "long": .long(answer)
            case "control": .control { _, _ throws(RPCError) in "controlled" }
            default: nil
            }
        }
    }

    private static func methodOrResult(_ text: String) throws -> String {
        let message = try JSONValue(parsing: text)
        return message["method"]?.string ?? message["result"]?.string ?? "several"
    }

    @Test(arguments: ["ordered", "long"])
    func `what is put off until the reply comes behind it`(method: String) async throws {
        let wire = Wire(Handler())
        for number in 1...100 {
            wire.send(SchedulingTests.request(method, "[\(number)]", id: "\(number)"))
            #expect(try Self.methodOrResult(await wire.next()) == "answered")
            #expect(try Self.methodOrResult(await wire.next()) == "behind")
        }
    }

    @Test func `in a batch it comes behind the whole batch`() async throws {
        let wire = Wire(Handler())
        let call = #"{"jsonrpc":"2.0","method":"ordered","params":[],"id":1}"#
        let other = #"{"jsonrpc":"2.0","method":"control","id":2}"#
        for _ in 1...100 {
            wire.send("[\(call),\(other),\(call)]\n")
            #expect(try JSONValue(parsing: await wire.next()).array?.count == 3)
            #expect(try Self.methodOrResult(await wire.next()) == "behind")
            #expect(try Self.methodOrResult(await wire.next()) == "behind")
        }
    }

    /// The host begins to end in the midst of the batch, once the first call has ended.
    @Test func `in a batch that a refusal completes it comes, too`() async throws {
        let connection = Mutex<Connection?>(nil)
        let handler = TableHandler([
            "listen": .ordered { _, caller throws(RPCError) in
                caller.afterReply { caller.notify("behind", nil) }
                return "answered"
            },
            "drain": .control { _, _ throws(RPCError) in
                let connection = connection.withLock(\.self)
                while connection?.isQuiet == false { sched_yield() }
                connection?.drain()
                return "drained"
            },
        ])
        let wire = Wire(handler)
        connection.withLock { $0 = wire.connection }
        let calls = ["listen", "drain", "listen"].enumerated().map { index, method in
            #"{"jsonrpc":"2.0","method":"\#(method)","id":\#(index)}"#
        }
        // On a thread of its own, which may wait for one of the tasks'.
        let threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
        try await threads.runIfActive { wire.send("[\(calls.joined(separator: ","))]\n") }
        try await threads.shutdownGracefully()
        let received = wire.received.split(separator: "\n")
        try #require(received.count == 2)
        #expect(try JSONValue(parsing: String(received[0]))[2]?["error"]?["code"] == 109)
        #expect(try Self.methodOrResult(String(received[1])) == "behind")
        connection.withLock { $0 = nil }
    }

    @Test func `a notification has no reply to wait for`() async throws {
        let wire = Wire(Handler())
        wire.send(SchedulingTests.request("ordered"))
        #expect(try Self.methodOrResult(await wire.next()) == "behind")
    }

    @Test func `who waits for room goes on when the reader reads, or is told that it has gone`()
        async throws
    {
        let handler = Handler()
        let wire = Wire(handler)
        wire.send(SchedulingTests.request("ordered", id: "1"))
        _ = await wire.next()
        let caller = try #require(handler.kept.found)
        #expect(await caller.awaitRoom(below: 1000))

        wire.stopWriting()
        #expect(caller.notify("large", .string(String(repeating: "x", count: 2000))))
        #expect(!caller.hasRoom(below: 1000))
        let cancelled = Task { await caller.awaitRoom(below: 1000) }
        cancelled.cancel()
        #expect(await !cancelled.value)
        let isServed = Task { await caller.awaitRoom(below: 1000) }
        wire.goOnWriting()
        #expect(await isServed.value)

        wire.stopWriting()
        #expect(caller.notify("large", .string(String(repeating: "x", count: 2000))))
        let isRefused = Task { await caller.awaitRoom(below: 1000) }
        wire.connection.close()
        #expect(await !isRefused.value)
        #expect(!caller.isConnected)
        #expect(await !caller.awaitRoom(below: 1000))
    }
}
