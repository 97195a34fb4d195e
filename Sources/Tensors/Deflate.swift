import CZlib

/// Raw deflate data (RFC 1951) by zlib, as ZIP archives hold them.
enum Deflate {
    /// No deflate data unpack to more than this many times their size.
    static let ratioMax = 1032

    /// Negative: neither header nor checksum around the data.
    private static let rawWindowBits: Int32 = -15
    private static let pieceByteCount = 1 << 18

    /// Unpacks data that must give exactly so many bytes, piece by piece.
    ///
    /// Nothing but what has been unpacked is in memory, and no more than a piece beyond the bytes
    /// asked for is ever unpacked.
    static func unpack(
        _ packed: ArraySlice<UInt8>,
        byteCount: Int
    ) throws(DeflateError) -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, rawWindowBits, ZLIB_VERSION, size) == Z_OK else {
            throw .outOfMemory
        }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: pieceByteCount)
        var rest = packed
        while true {
            guard !Task.isCancelled else { throw .cancelled }
            let (status, consumed, produced) = stream.inflate(
                rest.prefix(Int(Int32.max)),
                into: &piece
            )
            rest = rest.dropFirst(consumed)
            guard output.count + produced <= byteCount else { throw .tooLong }
            output.append(contentsOf: piece[..<produced])
            switch status {
            case Z_STREAM_END:
                guard rest.isEmpty else { throw .surplus(byteCount: rest.count) }
                guard output.count == byteCount else { throw .tooShort(byteCount: output.count) }
                return output
            case Z_OK where consumed > 0 || produced > 0: continue
            case Z_OK, Z_BUF_ERROR: throw .truncated
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .corrupt
            }
        }
    }

    /// Packs bytes at zlib's usual level.
    static func pack(_ bytes: [UInt8]) throws(DeflateError) -> [UInt8] {
        var stream = z_stream()
        let status = deflateInit2_(
            &stream,
            Z_DEFAULT_COMPRESSION,
            Z_DEFLATED,
            rawWindowBits,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard status == Z_OK else { throw .outOfMemory }
        defer { deflateEnd(&stream) }
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: pieceByteCount)
        var rest = bytes[...]
        while true {
            guard !Task.isCancelled else { throw .cancelled }
            let input = rest.prefix(pieceByteCount)
            let isLast = input.count == rest.count
            let (status, consumed, produced) = stream.deflate(input, into: &piece, isLast: isLast)
            rest = rest.dropFirst(consumed)
            output.append(contentsOf: piece[..<produced])
            switch status {
            case Z_STREAM_END: return output
            case Z_OK: continue
            default: throw .outOfMemory
            }
        }
    }

    /// The CRC-32 of bytes.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer { UInt32(crc32_z(0, $0.baseAddress, $0.count)) }
    }
}

/// Why deflate data cannot be unpacked.
enum DeflateError: Error, Equatable {
    /// The data end before they say so.
    case truncated
    /// The data are no deflate data.
    case corrupt
    /// The data unpack to more than was said.
    case tooLong
    /// The data unpack to less than was said.
    case tooShort(byteCount: Int)
    /// Something follows the data.
    case surplus(byteCount: Int)
    /// zlib found no memory.
    case outOfMemory
    /// The task was cancelled.
    case cancelled
}

extension z_stream {
    /// Unpacks as much of the input as fits into the piece.
    mutating func inflate(
        _ input: ArraySlice<UInt8>,
        into piece: inout [UInt8]
    ) -> (status: Int32, consumed: Int, produced: Int) {
        step(input, into: &piece) { CZlib.inflate(&$0, Z_NO_FLUSH) }
    }

    /// Packs as much of the input as fits into the piece.
    mutating func deflate(
        _ input: ArraySlice<UInt8>,
        into piece: inout [UInt8],
        isLast: Bool
    ) -> (status: Int32, consumed: Int, produced: Int) {
        step(input, into: &piece) { CZlib.deflate(&$0, isLast ? Z_FINISH : Z_NO_FLUSH) }
    }

    private mutating func step(
        _ input: ArraySlice<UInt8>,
        into piece: inout [UInt8],
        by work: (inout z_stream) -> Int32
    ) -> (status: Int32, consumed: Int, produced: Int) {
        input.withUnsafeBufferPointer { source in
            piece.withUnsafeMutableBufferPointer { target in
                // zlib only reads through `next_in`; its C type lacks the const.
                next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                avail_in = UInt32(source.count)
                next_out = target.baseAddress
                avail_out = UInt32(target.count)
                let status = work(&self)
                return (status, source.count - Int(avail_in), target.count - Int(avail_out))
            }
        }
    }
}
