import JSON
import JSONRPC

/// A call over a connection of its own, in each of the ways that `--watch` has.
///
/// All of them end when their task is cancelled: a call that runs is then cancelled by the host,
/// and its answer says so.
struct CallRun {
    let method: String
    let params: JSONValue
    let socketPath: String

    private static let progressToken: JSONValue = "assay-call"

    /// Calls once; with somebody to tell of progress, asks the host for it.
    func once(progress: ProgressLine? = nil) async throws(ClientError) -> JSONValue {
        let client = try await Client.connect(to: socketPath) { notification in
            if notification.method == "$/progress", let value = notification.params?["value"] {
                progress?.show(value)
            }
        }
        defer { progress?.end() }
        let result = try await client.call(method, progress == nil ? params : paramsWithToken)
        await client.close()
        return result
    }

    /// Calls again and again, and tells each result.
    func repeatedly(
        every interval: Duration,
        _ tell: (JSONValue) -> Void
    ) async throws(ClientError) {
        let client = try await Client.connect(to: socketPath)
        while !Task.isCancelled {
            tell(try await client.call(method, params))
            do {
                try await Task.sleep(for: interval)
            } catch {
                break  // cancelled: this is how it ends
            }
        }
        await client.close()
    }

    /// Listens, and tells each event.
    func follow(_ tell: (Request) -> Void) async throws(ClientError) {
        // What waits here is bounded by the host, which keeps only so much for a slow reader.
        let (notifications, continuation) = AsyncStream.makeStream(of: Request.self)
        let client = try await Client.connect(to: socketPath) { continuation.yield($0) }
        Task {
            await client.closed()
            continuation.finish()
        }
        _ = try await client.call(method, params)
        for await notification in notifications where notification.method.hasPrefix("events.") {
            tell(notification)
        }
        guard Task.isCancelled else { throw .closed }
        await client.close()
    }

    private var paramsWithToken: JSONValue {
        guard case .object(var object) = params else { return params }
        object["progressToken"] = object["progressToken"] ?? Self.progressToken
        return .object(object)
    }
}
