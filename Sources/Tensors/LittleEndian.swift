/// Reading numbers from bytes, the least significant first.
enum LittleEndian {
    /// The integer at an offset; the bytes must be there.
    static func integer<Integer: FixedWidthInteger>(
        _ type: Integer.Type = Integer.self,
        of bytes: [UInt8],
        at offset: Int
    ) -> Integer {
        let size = MemoryLayout<Integer>.size
        precondition(offset >= 0, "an offset is not negative")
        precondition(offset <= bytes.count - size, "a number's bytes must be there")
        return bytes.withUnsafeBytes { buffer in
            Integer(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: Integer.self))
        }
    }

    /// Consecutive 32-bit floats.
    static func floats(of bytes: some Collection<UInt8>) -> [Float] {
        values(of: bytes) { (bits: UInt32) in Float(bitPattern: bits) }
    }

    /// Consecutive fixed-width integers, each turned into a value.
    static func values<Bits: FixedWidthInteger, Value>(
        of bytes: some Collection<UInt8>,
        _ transform: (Bits) -> Value
    ) -> [Value] {
        let size = MemoryLayout<Bits>.size
        func read(_ buffer: UnsafeRawBufferPointer) -> [Value] {
            (0..<buffer.count / size).map { index in
                let bits = buffer.loadUnaligned(fromByteOffset: index * size, as: Bits.self)
                return transform(Bits(littleEndian: bits))
            }
        }
        let direct = bytes.withContiguousStorageIfAvailable { read(UnsafeRawBufferPointer($0)) }
        return direct ?? Array(bytes).withUnsafeBytes(read)
    }
}
