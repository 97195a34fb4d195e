import CZlib

/// Reading gzip files (RFC 1952) by zlib.
public enum Gzip {
    /// The most bytes that a file may unpack to unless the caller says otherwise: 1 GiB.
    public static let byteCountMax = 1 << 30

    /// Whether bytes begin as a gzip file does.
    public static func isCompressed(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x1f, 0x8b])
    }

    /// Unpacks a gzip file, all of its members.
    ///
    /// The bound stands before any memory is taken, so that a small file cannot unpack into all the
    /// memory there is.
    public static func unpack(
        _ bytes: [UInt8],
        limit: Int = byteCountMax
    ) throws(GzipError) -> [UInt8] {
        var stream = z_stream()
        // 15 is the largest window; 16 more says that a gzip header is expected.
        let status = inflateInit2_(
            &stream,
            15 + 16,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard status == Z_OK else { throw .outOfMemory }
        defer { inflateEnd(&stream) }

        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: pieceByteCount)
        var position = 0
        while position < bytes.count {
            try unpackMember(
                of: bytes,
                at: &position,
                by: &stream,
                through: &piece,
                into: &output,
                limit: limit
            )
            guard inflateReset(&stream) == Z_OK else { throw .outOfMemory }
        }
        guard position > 0 else { throw .truncated }
        return output
    }

    static let pieceByteCount = 1 << 18

    private static func unpackMember(
        of bytes: [UInt8],
        at position: inout Int,
        by stream: inout z_stream,
        through piece: inout [UInt8],
        into output: inout [UInt8],
        limit: Int
    ) throws(GzipError) {
        while true {
            guard !Task.isCancelled else { throw .cancelled }
            let available = min(bytes.count - position, Int(Int32.max))
            let (status, consumed, produced) = stream.inflate(
                bytes[position..<position + available],
                into: &piece
            )
            position += consumed
            guard output.count + produced <= limit else { throw .tooLarge(limit: limit) }
            output.append(contentsOf: piece[..<produced])
            switch status {
            case Z_STREAM_END:
                return
            case Z_OK where consumed > 0 || produced > 0:
                continue
            case Z_OK, Z_BUF_ERROR:
                throw .truncated
            case Z_MEM_ERROR:
                throw .outOfMemory
            default:
                throw .corrupt(offset: position)
            }
        }
    }
}

/// Why a gzip file cannot be unpacked.
public enum GzipError: Error, Hashable, Sendable {
    /// The file ends before its contents do.
    case truncated
    /// The bytes at this offset are not what a gzip file holds, or a checksum does not match.
    case corrupt(offset: Int)
    /// The contents are larger than the bound.
    case tooLarge(limit: Int)
    /// zlib found no memory.
    case outOfMemory
    /// The task that was unpacking was cancelled.
    case cancelled
}

extension GzipError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .truncated: "the gzip file is truncated; fetch it again"
        case .corrupt(let offset): "the gzip file is corrupt near byte \(offset); fetch it again"
        case .tooLarge(let limit): "the gzip file unpacks to more than \(limit) bytes"
        case .outOfMemory: "there is no memory to unpack the gzip file"
        case .cancelled: "the gzip file was not unpacked to its end, for that was cancelled"
        }
    }
}
