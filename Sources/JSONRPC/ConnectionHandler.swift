import JSON
import NIOCore
import NIOPosix

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
    private let onClose: (ConnectionID?) -> Void
    private var reader: MessageReader
    private var connection: Connection?
    /// The connection's, from when it was open; nothing if the channel never became active.
    private var id: ConnectionID?
    /// Too much waits to be sent: the next read waits for room.
    private var isReadHeld = false
    /// A large message is being parsed by another thread; nothing is read meanwhile.
    private var isParsing = false
    /// Messages that have come wait for room for their replies.
    private var isFull = false
    private var isInputEnded = false
    private var idleWatch: IdleWatch?
    /// What takes more than about a millisecond to parse, 100 MB/s assumed.
    private static let parsedByteCountMax = 1 << 17
    /// Bytes that the channel has been given and that may not be sent yet.
    private var unsentByteCount = 0
    private var isFlushing = false
    /// Used again for each write that is sent at once.
    private var outgoing = ByteBuffer()
    /// A buffer that has grown beyond this many bytes is let go of.
    private static let outgoingByteCountMax = 1 << 16

    /// With this the channel says of itself whether everything is sent, where a promise for each
    /// write would cost several allocations.
    static let watermark = ChannelOptions.Types.WriteBufferWaterMark(low: 1, high: 1)

    init(
        handler: any RequestHandler,
        limits: ConnectionLimits,
        peer: Peer?,
        onOpen: @escaping (Connection) -> Void,
        onClose: @escaping (ConnectionID?) -> Void
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
        id = connection.id
        if let most = limits.idleSecondsMax {
            idleWatch = IdleWatch(most, on: eventLoop) {
                bound.value.handler.endIdling(most, context)
            }
        }
        connection.open()
        onOpen(connection)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let connection {
            // This also ends the circle of references through `wake`.
            self.connection = nil
            idleWatch?.stop()
            connection.close()
        }
        context.fireChannelInactive()
    }

    /// The channel has closed, whether or not it had become active.
    func handlerRemoved(context: ChannelHandlerContext) {
        onClose(id)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        buffer.withUnsafeReadableBytes { reader.append($0) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        idleWatch?.note()
        process(context)
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            // The other side may still read: what it has asked for is answered first.
            isInputEnded = true
            process(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func read(context: ChannelHandlerContext) {
        if connection?.wantsInput ?? true, !isParsing, !isFull {
            context.read()
        } else {
            isReadHeld = true
        }
    }

    /// Serves what has come in, up to a message that another thread is to parse.
    private func process(_ context: ChannelHandlerContext) {
        guard let connection, !isParsing else { return }
        let stop = connection.process(
            &reader,
            isInputEnded ? .end : .pause,
            parsedByteCountMax: Self.parsedByteCountMax
        )
        switch stop {
        case .end: if isInputEnded { connection.drain() }
        case .full: isFull = true
        case .large(let large): parse(large, context)
        }
        flush(context)
    }

    private func parse(_ large: consuming LargeMessage, _ context: ChannelHandlerContext) {
        isParsing = true
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        let large = large
        let eventLoop = context.eventLoop
        NIOThreadPool.singleton.submit { _ in
            let message = large.parsed()
            eventLoop.execute { bound.value.handler.serve(message, bound.value.context) }
        }
    }

    private func serve(_ message: IncomingMessage, _ context: ChannelHandlerContext) {
        isParsing = false
        connection?.serve(message)
        process(context)
        resumeReading(context)
    }

    /// Closes a connection over which nothing has gone for too long, and says why.
    private func endIdling(_ most: Int, _ context: ChannelHandlerContext) {
        guard let connection, connection.isQuiet, !isParsing else { return }
        let error = RPCError(
            limit: "idleSeconds",
            most: most,
            message: "A connection that is silent for \(most) seconds is closed; connect again.",
            isRetryable: true
        )
        connection.end(error, framing: reader.lastFraming)
        flush(context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, !isFlushing {
            noteSent(context)
            flush(context)
        }
        context.fireChannelWritabilityChanged()
    }

    private func flush(_ context: ChannelHandlerContext) {
        while let connection {
            switch connection.takeOutput() {
            case .nothing: return
            case .close:
                context.close(promise: nil)
                return
            case .bytes(let bytes):
                write(bytes, context)
                // The rest of it, and whatever comes then, waits for the channel's word.
                guard context.channel.isWritable else { return }
                noteSent(context)
            }
        }
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        unsentByteCount += bytes.count
        if outgoing.capacity > Self.outgoingByteCountMax { outgoing = ByteBuffer() }
        outgoing.clear()
        outgoing.writeBytes(bytes)
        isFlushing = true
        context.writeAndFlush(wrapOutboundOut(outgoing), promise: nil)
        isFlushing = false
    }

    /// Everything that the channel was given is sent.
    private func noteSent(_ context: ChannelHandlerContext) {
        idleWatch?.note()
        connection?.wrote(unsentByteCount)
        unsentByteCount = 0
        resumeReading(context)
    }

    private func resumeReading(_ context: ChannelHandlerContext) {
        guard isReadHeld || isFull, !isParsing, connection?.wantsInput == true else { return }
        guard !isFull else {
            isFull = false
            // In a turn of its own: other connections have theirs first.
            let bound = NIOLoopBound(
                (handler: self, context: context),
                eventLoop: context.eventLoop
            )
            context.eventLoop.execute {
                bound.value.handler.process(bound.value.context)
                bound.value.handler.resumeReading(bound.value.context)
            }
            return
        }
        isReadHeld = false
        context.read()
    }
}
