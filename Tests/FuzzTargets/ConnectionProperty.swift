import Dispatch
import JSON
import JSONRPC

/// The first byte says how the others are cut.
enum ConnectionProperty {
    private struct Handler: RequestHandler {
        func route(for method: String) -> Route? {
            switch method {
            case "c": .control { request, _ throws(RPCError) in request.params ?? nil }
            case "o": .ordered { request, _ throws(RPCError) in request.params ?? nil }
            case "l":
                .long { request, caller throws(RPCError) in
                    caller.progress(token: 1, "on its way")
                    await Task.yield()
                    return request.params ?? nil
                }
            case "e": .ordered { _, _ throws(RPCError) in throw RPCError(.internalError) }
            default: nil
            }
        }
    }

    private static let limits = ConnectionLimits(
        message: fuzzLimits,
        batchCountMax: 8,
        callCountMax: 4,
        unsentByteCountMax: 1 << 16
    )

    static func check(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let changes = DispatchSemaphore(value: 0)
        let connection = Connection(handler: Handler(), limits: limits, peer: nil) {
            changes.signal()
        }
        var reader = MessageReader(limits: limits)
        var output: [UInt8] = []
        connection.open()
        for piece in ScannerProperty.cut(bytes.dropFirst(), seed: first) {
            piece.withUnsafeBytes { reader.append($0) }
            serve(connection, &reader, .pause, &output)
        }
        serve(connection, &reader, .end, &output)
        connection.drain()
        while !take(connection, &output) {
            // Far beyond what the slowest machine needs: only a wake-up that was lost takes so long.
            let isStuck = changes.wait(timeout: .now() + 300) == .timedOut
            demand(!isStuck, "the connection does not end")
        }
        connection.close()
        checkOutput(output)
    }

    /// Serves what has come, and takes the output whenever there is no room for more.
    private static func serve(
        _ connection: Connection,
        _ reader: inout MessageReader,
        _ outlook: MessageScanner.Outlook,
        _ output: inout [UInt8]
    ) {
        var isLeft = true
        while isLeft {
            if case .full = connection.process(&reader, outlook) {} else { isLeft = false }
            _ = take(connection, &output)
        }
    }

    /// Takes what there is; tells whether the connection is to be closed.
    private static func take(_ connection: Connection, _ output: inout [UInt8]) -> Bool {
        while true {
            switch connection.takeOutput() {
            case .nothing: return false
            case .close: return true
            case .bytes(let bytes):
                output += bytes
                connection.wrote(bytes.count)
            }
        }
    }

    /// Everything that was sent is a message, and every reply is one by the specification.
    private static func checkOutput(_ output: [UInt8]) {
        var scanner = MessageScanner()
        scanner.append(output)
        while let found = scanner.next(.end) {
            guard case .message(let bytes, _) = found else {
                fatalError("the output is no message: \(found)")
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let message = try? JSONValue(parsing: bytes) else {
                fatalError("the output is no JSON: \(text)")
            }
            for reply in message.array ?? [message] { checkReply(reply) }
        }
    }

    private static func checkReply(_ reply: JSONValue) {
        demand(reply["jsonrpc"] == "2.0", "a message of another version")
        if reply["method"] != nil { return }
        demand((reply["result"] == nil) != (reply["error"] == nil), "result or error")
        demand(reply["id"] != nil, "a reply without an id")
        if let error = reply["error"] {
            demand(error["code"]?.integer != nil, "an error without a code")
            demand(error["message"]?.string != nil, "an error without a sentence")
        }
    }
}
