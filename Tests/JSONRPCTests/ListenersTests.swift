import Glibc
import JSON
import JSONRPC
import Logging
import NIOCore
import TestDirectories
import Testing

@Suite struct ListenersTests {
    /// Answers with the thread that serves the connection.
    private struct ThreadHandler: RequestHandler {
        func route(for method: String) -> Route? {
            .control { _, _ throws(RPCError) in .string("\(pthread_self())") }
        }
    }

    private static func start(_ path: String) async throws -> SocketServer {
        try await SocketServer.start(
            at: path,
            handler: ThreadHandler(),
            connectionCountMax: 256,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    @Test func `few connections share a thread, many are spread over all`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("s")
        let server = try await Self.start(path)
        var clients: [Client] = []
        var countsByThread: [JSONValue: Int] = [:]
        for index in 0..<32 {
            let client = try await Client.connect(to: path)
            clients.append(client)
            countsByThread[try await client.call("thread"), default: 0] += 1
            if index < Listeners.firstCount { #expect(countsByThread.count == 1) }
        }
        let loopCount = min(System.coreCount, Listeners.loopsMax)
        #expect(countsByThread.count == loopCount)
        #expect(countsByThread.values.allSatisfy { $0 >= 32 / loopCount - 1 })
        for client in clients { await client.close() }
        await server.shutdown()
    }

    @Test func `whoever comes is served while others come and go on all threads`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("s")
        let server = try await Self.start(path)
        let answerCount = try await withThrowingTaskGroup(of: Int.self) { group in
            for caller in 0..<16 {
                group.addTask {
                    var answerCount = 0
                    for round in 0..<20 {
                        let client = try await Client.connect(to: path)
                        // Some leave without a word.
                        if !(caller + round).isMultiple(of: 5) {
                            #expect(try await client.call("thread") != nil)
                            answerCount += 1
                        }
                        await client.close()
                    }
                    return answerCount
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(answerCount == 256)
        await server.shutdown()
    }
}
