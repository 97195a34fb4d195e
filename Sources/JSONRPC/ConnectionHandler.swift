import JSON
import NIOCore

/// Carries a connection's bytes over a channel of SwiftNIO.
///
/// All of it runs on the channel's event loop; only `wake` comes from elsewhere, and hops.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let handler: any RequestHandler
    private let limits: ConnectionLimits
    private let peer: Peer?
    private let onOpen: (Connection) -> Void
    private let onClose: (ConnectionID) -> Void
    private var reader: MessageReader
    private var connection: Connection?
    /// Too much waits to be sent: the next read waits for room.
    private var isReadHeld = false

    init(
        handler: any RequestHandler,
        limits: ConnectionLimits,
        peer: Peer?,
        onOpen: @escaping (Connection) -> Void,
        onClose: @escaping (ConnectionID) -> Void
    ) {
        self.handler = handler
        self.limits = limits
        self.peer = peer
        self.onOpen = onOpen
        self.onClose = onClose
        reader = MessageReader(limits: limits)
    }

    func channelActive(context: ChannelHandlerContext) {
        let eventLoop = context.eventLoop
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: eventLoop)
        let connection = Connection(handler: handler, limits: limits, peer: peer) {
            eventLoop.execute { bound.value.handler.flush(bound.value.context) }
        }
        self.connection = connection
        connection.open()
        onOpen(connection)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let connection {
            // This also ends the circle of references through `wake`.
            self.connection = nil
            connection.close()
            onClose(connection.id)
        }
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        buffer.withUnsafeReadableBytes { reader.append($0) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        connection?.process(&reader, .pause)
        flush(context)
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            // The other side may still read: what it has asked for is answered first.
            connection?.process(&reader, .end)
            connection?.drain()
            flush(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func read(context: ChannelHandlerContext) {
        if connection?.wantsInput ?? true {
            context.read()
        } else {
            isReadHeld = true
        }
    }

    private func flush(_ context: ChannelHandlerContext) {
        guard let connection else { return }
        switch connection.takeOutput() {
        case .nothing: break
        case .close: context.close(promise: nil)
        case .bytes(let bytes):
            let buffer = context.channel.allocator.buffer(bytes: bytes)
            context.writeAndFlush(wrapOutboundOut(buffer)).assumeIsolated().whenComplete { _ in
                connection.wrote(bytes.count)
                self.resumeReading(context)
                // This may have been all that there was to wait for before closing.
                self.flush(context)
            }
        }
    }

    private func resumeReading(_ context: ChannelHandlerContext) {
        guard isReadHeld, connection?.wantsInput == true else { return }
        isReadHeld = false
        context.read()
    }
}
