import Crypto

/// A SHA-256 digest: the name of an event, a blob, a checkpoint, a network.
///
/// Digests order as their bytes do, so a sorted list of them is the same list on every machine.
public struct Digest: Hashable, Sendable {
    /// The length of a digest in bytes.
    public static let byteCount = 32

    /// The digest's bytes as four big-endian words; comparing the words compares the bytes.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// Takes 32 bytes as they are, or nothing when their number is another.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var folded: [UInt64] = [0, 0, 0, 0]
        for (offset, byte) in bytes.enumerated() {
            folded[offset / 8] = folded[offset / 8] << 8 | UInt64(byte)
        }
        words = (folded[0], folded[1], folded[2], folded[3])
    }

    /// Reads 64 lower-case hexadecimal digits; upper case is refused, since one digest has one name.
    public init?(hex: some StringProtocol) {
        guard let bytes = Hexadecimal.bytes(of: hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// The SHA-256 digest of the given bytes (FIPS 180-4).
    public init(sha256 bytes: some Collection<UInt8>) {
        var builder = DigestBuilder()
        builder.update(bytes)
        self = builder.finalize()
    }

    fileprivate init(_ digest: SHA256Digest) {
        self = digest.withUnsafeBytes { buffer in
            func word(_ index: Int) -> UInt64 {
                UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
            }
            return Digest(words: (word(0), word(1), word(2), word(3)))
        }
    }

    private init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        for word in [words.0, words.1, words.2, words.3] {
            withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { Hexadecimal.text(of: bytes) }

    /// The first 128 bits as a number, for draws.
    var leadingBits: UInt128 { UInt128(words.0) << 64 | UInt128(words.1) }

    /// Whether all 32 bytes are the same.
    public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

    /// Feeds the digest to a hasher.
    public func hash(into hasher: inout Hasher) {
        // A digest is uniform already: one word of it is as good a hash as all four.
        hasher.combine(words.0)
    }
}

extension Digest: Comparable {
    /// Whether the left digest's bytes come first.
    public static func < (left: Digest, right: Digest) -> Bool { left.words < right.words }
}

extension Digest: CustomStringConvertible {
    /// The digest in hexadecimal.
    public var description: String { hex }
}

/// A SHA-256 digest in the making, for input that arrives in pieces.
public struct DigestBuilder: Sendable {
    private var hasher = SHA256()

    /// An empty input.
    public init() {}

    /// Appends bytes to the input.
    public mutating func update(_ bytes: some Collection<UInt8>) {
        let contiguous: Void? = bytes.withContiguousStorageIfAvailable { buffer in
            hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
        }
        if contiguous == nil {
            Array(bytes).withUnsafeBytes { hasher.update(bufferPointer: $0) }
        }
    }

    /// Appends the bytes of a buffer to the input.
    public mutating func update(buffer: UnsafeRawBufferPointer) {
        hasher.update(bufferPointer: buffer)
    }

    /// Appends text as UTF-8, followed by a zero byte, so that two texts can never run together.
    public mutating func update(label: String) {
        update(Array(label.utf8) + [0])
    }

    /// Appends a digest's 32 bytes.
    public mutating func update(_ digest: Digest) {
        update(digest.bytes)
    }

    /// Appends a number as eight little-endian bytes.
    public mutating func update(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { hasher.update(bufferPointer: $0) }
    }

    /// The digest of everything appended so far.
    public func finalize() -> Digest {
        Digest(hasher.finalize())
    }
}
