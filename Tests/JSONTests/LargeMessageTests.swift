import JSON
import Testing

/// Messages of the greatest size that is allowed, in pieces of every size.
///
/// What is held to a line is the counted work, not the time that it takes.
@Suite struct LargeMessageTests {
    static let byteCountMax = JSONLimits.standard.byteCountMax

    /// An array of exactly as many bytes as a message may have.
    static let array: [UInt8] = {
        let element = Array(#"{"key":"a \"text\" of some length","number":12345.678},"#.utf8)
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        bytes.reserveCapacity(byteCountMax)
        while bytes.count + element.count + 2 <= byteCountMax { bytes += element }
        bytes.append(UInt8(ascii: "\""))
        bytes += repeatElement(UInt8(ascii: "x"), count: byteCountMax - bytes.count - 2)
        return bytes + Array("\"]".utf8)
    }()

    /// One string of exactly as many bytes as a message may have.
    static let string: [UInt8] =
        [UInt8(ascii: "\"")]
        + [UInt8](repeating: UInt8(ascii: "s"), count: byteCountMax - 2) + [UInt8(ascii: "\"")]

    static func headed(_ body: [UInt8]) -> [UInt8] {
        Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
    }

    @Test(arguments: [1, 7, 1000, 4096, 65_536])
    func `the work grows with the length of a message, not with its square`(pieceCount: Int) {
        let newline = [UInt8(ascii: "\n")]
        for stream in [Self.array + newline, Self.string + newline, Self.headed(Self.array)] {
            var scanner = MessageScanner()
            var found: Int?
            stream.withUnsafeBytes { bytes in
                for start in stride(from: 0, to: bytes.count, by: pieceCount) {
                    let end = min(bytes.count, start + pieceCount)
                    scanner.append(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                    guard case .message(let message, _)? = scanner.next(.pause) else { continue }
                    found = message.count
                }
            }
            #expect(found == Self.byteCountMax)
            // Each byte once; the array that gathers them doubles, so it moves them once or twice.
            #expect(scanner.work.readByteCount <= stream.count + 64)
            #expect(scanner.work.movedByteCount <= 2 * stream.count)
        }
    }

    @Test func `many small messages in one piece are not moved for each other`() {
        let message = Array(#"{"jsonrpc":"2.0","method":"host.ping","id":1}"#.utf8)
        let count = 20_000
        var stream: [UInt8] = []
        for _ in 0..<count { stream += message + [UInt8(ascii: "\n")] }
        var scanner = MessageScanner()
        stream.withUnsafeBytes { scanner.append($0) }
        var foundCount = 0
        while case .message? = scanner.next(.pause) { foundCount += 1 }
        #expect(foundCount == count)
        #expect(scanner.work.readByteCount <= stream.count)
        #expect(scanner.work.movedByteCount == 0)
    }

    @Test func `what is skipped is not kept`() {
        var scanner = MessageScanner(limits: JSONLimits(byteCountMax: 1000, depthMax: 4))
        let piece = [UInt8](repeating: UInt8(ascii: "["), count: 4096)
        var faultCount = 0
        for _ in 0..<1000 {
            piece.withUnsafeBytes { scanner.append($0) }
            while case .fault? = scanner.next(.pause) { faultCount += 1 }
        }
        #expect(faultCount == 1)
        #expect(scanner.work.readByteCount <= 1000 * piece.count)
        #expect(scanner.work.movedByteCount <= 1000 * piece.count)
    }
}
