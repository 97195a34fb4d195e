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
    /// What is presented first, to narrow the connection.
    let token: String?

    private static let progressToken: JSONValue = "assay-call"

    /// Calls once; with somebody to tell of progress, asks the host for it.
    func once(progress: ProgressLine? = nil) async throws(ClientError) -> JSONValue {
        let client = try await connect { notification in
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
        let client = try await connect()
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
    ///
    /// They are told on the thread that reads: as long as whoever is told does not take them nothing
    /// more is read, and the host counts what is missed.
    func follow(_ tell: @escaping @Sendable (Request) -> Void) async throws(ClientError) {
        let (ends, end) = AsyncStream.makeStream(of: ClientError.self)
        let client = try await connect { notification in
            guard notification.method.hasPrefix("events.") else { return }
            tell(notification)
            guard notification.method == "events.ended" else { return }
            end.yield(Self.reason(ofEnd: notification))
        }
        Task {
            await client.closed()
            end.yield(.closed)
        }
        _ = try await client.call(method, params)
        for await error in ends { throw error }
        // Only a cancellation ends the wait without an error.
        await client.close()
    }

    private func connect(
        onNotification: @escaping @Sendable (Request) -> Void = { _ in }
    ) async throws(ClientError) -> Client {
        let client = try await Client.connect(to: socketPath, onNotification: onNotification)
        if let token { _ = try await client.call("auth.use", ["token": .string(token)]) }
        return client
    }

    private static func reason(ofEnd notification: Request) -> ClientError {
        do {
            return .refused(try RPCError(json: JSONReader(notification.params?["error"] ?? .null)))
        } catch {
            return .malformed(error.description)
        }
    }

    private var paramsWithToken: JSONValue {
        guard case .object(var object) = params else { return params }
        object["progressToken"] = object["progressToken"] ?? Self.progressToken
        return .object(object)
    }
}
