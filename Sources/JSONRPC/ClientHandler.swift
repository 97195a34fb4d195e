import JSON
import NIOCore

/// Carries a client's bytes over a channel of SwiftNIO.
final class ClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let core: ClientCore
    private var scanner = MessageScanner()

    init(_ core: ClientCore) {
        self.core = core
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let eventLoop = context.eventLoop
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: eventLoop)
        core.connect {
            eventLoop.execute { bound.value.handler.flush(bound.value.context) }
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        buffer.withUnsafeReadableBytes { scanner.append($0) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        do {
            try core.receive(from: &scanner)
        } catch {
            core.close(error)
            context.close(promise: nil)
        }
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        core.close(.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func flush(_ context: ChannelHandlerContext) {
        let output = core.takeOutput()
        guard !output.isEmpty else { return }
        let buffer = context.channel.allocator.buffer(bytes: output)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }
}
