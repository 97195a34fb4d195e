import JSON
import NIOCore

/// Reads what a plugin writes to its standard output.
final class PluginOutputHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let process: PluginProcess
    private var reader: PluginOutputReader

    init(_ process: PluginProcess, limits: JSONLimits) {
        self.process = process
        reader = PluginOutputReader(limits: limits)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for item in reader.read(unwrapInboundIn(data).readableBytesView) { process.receive(item) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        process.outputClosed()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// Cuts a stream into lines, of which no more than some bytes are kept.
final class LineHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let byteCountMax: Int
    private let onLine: @Sendable (String) -> Void
    private var line: [UInt8] = []

    init(byteCountMax: Int, _ onLine: @escaping @Sendable (String) -> Void) {
        self.byteCountMax = byteCountMax
        self.onLine = onLine
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for byte in unwrapInboundIn(data).readableBytesView {
            if byte == UInt8(ascii: "\n") {
                flush()
            } else if line.count < byteCountMax {
                line.append(byte)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !line.isEmpty { flush() }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func flush() {
        onLine(String(decoding: line, as: UTF8.self))
        line.removeAll(keepingCapacity: true)
    }
}
