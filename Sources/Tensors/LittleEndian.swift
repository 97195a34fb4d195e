/// Reading and writing numbers as bytes, the least significant first.
package enum LittleEndian {
    /// The integer at an offset; the bytes must be there.
    package static func integer<Integer: FixedWidthInteger>(
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

    /// Consecutive fixed-width integers, each turned into a value; surplus bytes are left out.
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

    /// Appends values, each turned into a fixed-width integer.
    static func append<Bits: FixedWidthInteger, Value>(
        _ values: [Value],
        to bytes: inout [UInt8],
        _ transform: (Value) -> Bits
    ) {
        let size = MemoryLayout<Bits>.size
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: values.count * size))
        bytes.withUnsafeMutableBytes { buffer in
            for (index, value) in values.enumerated() {
                let bits = transform(value).littleEndian
                buffer.storeBytes(of: bits, toByteOffset: start + index * size, as: Bits.self)
            }
        }
    }
}

// Which sign and payload a NaN gets depends on the order of an instruction's operands, on which the
// instruction sets do not agree: with one pattern equal results have equal bytes on every machine.

extension Float {
    /// The bit pattern, with one pattern for all NaNs.
    var canonicalBits: UInt32 { isNaN ? 0x7fc0_0000 : bitPattern }
}

extension Double {
    /// The bit pattern, with one pattern for all NaNs.
    var canonicalBits: UInt64 { isNaN ? 0x7ff8_0000_0000_0000 : bitPattern }
}
