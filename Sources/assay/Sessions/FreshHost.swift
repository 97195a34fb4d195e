import Foundation
import Host
import JSON
import JSONRPC
import Logging

/// A host in this process with an empty home that is gone afterwards.
struct FreshHost: Sendable {
    let home: String
    let socketPath: String

    /// Runs something with a host, which has ended when this returns.
    static func with(_ work: (FreshHost) async throws -> Void) async throws {
        let manager = FileManager.default
        let directory = manager.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")
        try manager.createDirectory(at: directory, withIntermediateDirectories: true)
        defer {
            do {
                try manager.removeItem(at: directory)
            } catch {
                StandardError.write("assay: \(directory.path) cannot be removed: \(error)")
            }
        }
        let fresh = FreshHost(
            home: directory.appending(path: "home").path,
            socketPath: directory.appending(path: "socket").path
        )
        var logger = Logger(label: "assay", factory: StreamLogHandler.standardError(label:))
        logger.logLevel = .warning
        let host = try Host(HostConfiguration(homePath: fresh.home), logger: logger)
        let (started, starting) = AsyncStream.makeStream(of: Void.self)
        let serving = Task { [logger] in
            defer { starting.finish() }
            try await host.serve(socketPath: fresh.socketPath, streams: nil, logger: logger) {
                starting.yield()
            }
        }
        for await _ in started { break }
        let result: Result<Void, any Error>
        do {
            result = .success(try await work(fresh))
        } catch {
            result = .failure(error)
        }
        host.stop()
        try await serving.value
        try result.get()
    }

    /// The home of the host at a socket.
    static func home(of socketPath: String) async throws -> String {
        do throws(ClientError) {
            let client = try await Client.connect(to: socketPath)
            let information = try await client.call("host.info")
            await client.close()
            return information["home"]?.string ?? ""
        } catch {
            throw SessionError(description: "\(error)", isAboutHost: true)
        }
    }
}
