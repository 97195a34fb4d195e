public import JSON
import NIOCore
import NIOPosix
import Synchronization

/// Calls the methods of a host over its Unix socket.
///
///     let client = try await Client.connect(to: path)
///     let pong = try await client.call("host.ping")
///     await client.close()
///
/// Any number of calls may wait for their replies at once; what is sent together goes out in one
/// write.
public final class Client: Sendable {
    private let core: ClientCore
    private let channel: any Channel

    private init(core: ClientCore, channel: any Channel) {
        self.core = core
        self.channel = channel
    }

    /// Connects to a host.
    ///
    /// `onNotification` is called for each notification, in their order, on the thread that reads:
    /// it must not block.
    public static func connect(
        to path: String,
        onNotification: @escaping @Sendable (Request) -> Void = { _ in }
    ) async throws(ClientError) -> Client {
        let core = ClientCore(onNotification: onNotification)
        do {
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ClientHandler(core))
                    }
                }
                .connect(unixDomainSocketPath: path)
                .get()
            return Client(core: core, channel: channel)
        } catch let error as IOError {
            let reason = SystemError("connect", number: error.errnoCode).description
            throw .unreachable(path, reason: reason)
        } catch {
            throw .unreachable(path, reason: "\(error)")
        }
    }

    /// Calls a method and waits for its result.
    ///
    /// When the task is cancelled the host is asked to cancel the call; its answer, usually
    /// `ErrorCode.cancelled`, is still waited for.
    public func call(
        _ method: String,
        _ params: JSONValue? = nil
    ) async throws(ClientError) -> JSONValue {
        let id = core.open()
        core.send(ClientCore.message(method, params, id: id))
        let reply = await withTaskCancellationHandler {
            await core.reply(to: id)
        } onCancel: {
            core.send(ClientCore.message("$/cancelRequest", ["id": .integer(id)], id: nil))
        }
        return try reply.get()
    }

    /// Calls several methods with one write and waits for all results, in the order of the calls.
    public func pipeline(
        _ calls: [(method: String, params: JSONValue?)]
    ) async -> [Result<JSONValue, ClientError>] {
        var messages: [UInt8] = []
        let ids = calls.map { call in
            let id = core.open()
            messages += ClientCore.message(call.method, call.params, id: id)
            return id
        }
        core.send(messages)
        var replies: [Result<JSONValue, ClientError>] = []
        replies.reserveCapacity(ids.count)
        for id in ids { replies.append(await core.reply(to: id)) }
        return replies
    }

    /// Sends a notification, which is not answered.
    public func notify(_ method: String, _ params: JSONValue? = nil) {
        core.send(ClientCore.message(method, params, id: nil))
    }

    /// Waits until the connection is closed, by whichever side.
    public func closed() async {
        do {
            try await channel.closeFuture.get()
        } catch {
            // Closed by a fault, which the calls are told.
        }
    }

    /// Closes the connection; the host cancels what still runs for it.
    public func close() async {
        do {
            try await channel.close()
        } catch {
            // Closed already, by the host.
        }
    }
}
