import JSON
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// The open connections of one server.
final class ConnectionTable: Sendable {
    private struct Entry {
        let connection: Connection
        let channel: any Channel
    }

    private struct State {
        var entries: [ConnectionID: Entry] = [:]
        /// Channels that have been let in, whether or not they are active yet.
        var count = 0
        /// Of those the ones of others than the owner, by user.
        var guestCounts: [UInt32: Int] = [:]
        var isClosing = false
        var onEmpty: [CheckedContinuation<Void, Never>] = []
    }

    /// How long after the grace calls may take to end once they are cancelled.
    static let settling = Duration.seconds(3)
    /// How long after that a reader may take who does not take in what waits for it.
    private static let flushing = TimeAmount.seconds(1)

    private let handler: any RequestHandler
    private let limits: ConnectionLimits
    private let countMax: Int
    private let admits: @Sendable (Peer) -> Bool
    private let logger: Logger
    private let state = Mutex(State())

    init(
        handler: any RequestHandler,
        limits: ConnectionLimits,
        countMax: Int,
        admits: @escaping @Sendable (Peer) -> Bool,
        logger: Logger
    ) {
        self.handler = handler
        self.limits = limits
        self.countMax = countMax
        self.admits = admits
        self.logger = logger
    }

    /// Lets a channel in, or tells it why not.
    func accept(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let peer = try channel.peer()
            guard let refusal = self.refusal(of: peer) else {
                do {
                    try self.serve(channel, peer: peer)
                } catch {
                    self.remove(nil, of: peer)
                    throw error
                }
                return
            }
            self.logger.notice(
                "refused a connection",
                metadata: [
                    "reason": "\(refusal.code)", "process": "\(peer.processID)",
                    "user": "\(peer.userID)",
                ]
            )
            try channel.pipeline.syncOperations.addHandler(RefusingHandler(refusal))
        }
    }

    /// Why a peer is not let in; if it is, it counts from now on.
    private func refusal(of peer: Peer) -> RPCError? {
        guard admits(peer) else { return RPCError(.peerRefused) }
        return state.withLock { state in
            if state.isClosing { return RPCError(.shuttingDown) }
            guard state.count < countMax else {
                return RPCError(
                    limit: "connectionCount",
                    most: countMax,
                    message: "This host serves at most \(countMax) connections at once.",
                    isRetryable: true
                )
            }
            if !peer.isOwner {
                // Nobody can take all places from the others, and all together none from the owner.
                let own = state.guestCounts[peer.userID, default: 0]
                let all = state.guestCounts.values.reduce(0, +)
                guard own < countMax / 2, all < countMax * 3 / 4 else {
                    return RPCError(
                        limit: "connectionCount",
                        most: own < countMax / 2 ? countMax * 3 / 4 : countMax / 2,
                        message:
                            "Of the \(countMax) connections at once that this host serves, one "
                            + "user other than its owner has at most half, and all of them have "
                            + "three quarters.",
                        isRetryable: true
                    )
                }
                state.guestCounts[peer.userID] = own + 1
            }
            state.count += 1
            return nil
        }
    }

    private func serve(_ channel: any Channel, peer: Peer) throws {
        // Here and not by the bootstrap, which makes several promises for each.
        try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
        try channel.syncOptions?.setOption(
            .writeBufferWaterMark,
            value: ConnectionHandler.watermark
        )
        let handler = ConnectionHandler(
            handler: handler,
            limits: limits,
            peer: peer,
            onOpen: { self.add($0, channel) },
            onClose: { self.remove($0, of: peer) }
        )
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    private func add(_ connection: Connection, _ channel: any Channel) {
        let isClosing = state.withLock { state in
            state.entries[connection.id] = Entry(connection: connection, channel: channel)
            return state.isClosing
        }
        logger.debug("opened a connection", metadata: ["connection": "\(connection.id)"])
        if isClosing { connection.drain() }
    }

    /// A channel that was let in has closed; it has no connection if it never became active.
    private func remove(_ id: ConnectionID?, of peer: Peer) {
        let waiting = state.withLock { state in
            if let id { state.entries[id] = nil }
            state.count -= 1
            if let own = state.guestCounts[peer.userID] {
                state.guestCounts[peer.userID] = own > 1 ? own - 1 : nil
            }
            return state.count == 0 ? Self.takeWaiting(&state) : []
        }
        for continuation in waiting { continuation.resume() }
        if let id { logger.debug("closed a connection", metadata: ["connection": "\(id)"]) }
    }

    private static func takeWaiting(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        defer { state.onEmpty = [] }
        return state.onEmpty
    }

    /// Drains all connections; returns when the last one has closed.
    func shutdown(grace: Duration) async {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        for entry in close() { entry.connection.drain() }
        let stopping = eventLoop.scheduleTask(in: TimeAmount(grace)) {
            for entry in self.entries { entry.connection.stop() }
            // Counted from here: a loop that was held up must not close before the answers are sent.
            eventLoop.scheduleTask(in: TimeAmount(Self.settling)) { [weak self] in
                for entry in self?.entries ?? [] {
                    entry.connection.abandon(RPCError(.shuttingDown))
                }
                eventLoop.scheduleTask(in: Self.flushing) { [weak self] in
                    for entry in self?.entries ?? [] { entry.channel.close(promise: nil) }
                }
            }
        }
        await awaitEmpty()
        stopping.cancel()
    }

    private var entries: [Entry] { state.withLock { Array($0.entries.values) } }

    private func close() -> [Entry] {
        state.withLock { state in
            state.isClosing = true
            return Array(state.entries.values)
        }
    }

    private func awaitEmpty() async {
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                guard state.count > 0 else { return true }
                state.onEmpty.append(continuation)
                return false
            }
            if isEmpty { continuation.resume() }
        }
    }
}

/// Answers a connection that is not let in with one error, and closes it.
private final class RefusingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let error: RPCError

    init(_ error: RPCError) {
        self.error = error
    }

    func channelActive(context: ChannelHandlerContext) {
        let reply = Reply.result(.failure(error), id: .null)
        let line = MessageFraming.bare(newlineFollowed: true).framed(reply)
        let buffer = context.channel.allocator.buffer(bytes: line)
        context.writeAndFlush(wrapOutboundOut(buffer)).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
