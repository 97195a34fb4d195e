/// The IDX format, that of the MNIST family of data sets: one array.
///
/// Big-endian: two zero bytes, the type of the numbers, how many dimensions there are, each of them as
/// 32 bits, then the numbers.
///
/// Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits".
public enum IDX {
    private typealias Read = (ArraySlice<UInt8>) -> NumericElements

    /// Reads an unpacked file; 8-bit and 16-bit integers with a sign become 32-bit ones.
    public static func read(_ bytes: [UInt8]) throws(TensorFormatError) -> NumericArray {
        guard bytes.count >= 4 else {
            throw .truncated(part: "the IDX header", needed: 4, got: bytes.count)
        }
        guard bytes[0] == 0, bytes[1] == 0 else {
            throw .idxMalformed(reason: "it does not begin with two zero bytes")
        }
        let (byteCount, read) = try numbers(ofType: bytes[2])
        let rank = Int(bytes[3])
        guard (1...Shape.rankMax).contains(rank) else {
            throw .idxMalformed(reason: "it has \(rank) dimensions, and not 1 to \(Shape.rankMax)")
        }
        let start = 4 + 4 * rank
        guard bytes.count >= start else {
            throw .truncated(part: "the IDX header", needed: start, got: bytes.count)
        }
        let dimensions = (0..<rank).map { index in
            bytes[4 + 4 * index..<8 + 4 * index].reduce(0) { $0 << 8 | Int($1) }
        }
        let shape: Shape
        do {
            shape = try Shape(dimensions)
        } catch {
            throw .shape(error)
        }
        let (needed, got) = (shape.elementCount * byteCount, bytes.count - start)
        guard got >= needed else {
            throw .truncated(part: "the array", needed: needed, got: got)
        }
        guard got == needed else { throw .surplus(byteCount: got - needed) }
        do {
            return try NumericArray(shape: shape, elements: read(bytes[start...]))
        } catch {
            throw .shape(error)
        }
    }

    /// How many bytes a number of a type takes, and how numbers are read.
    private static func numbers(
        ofType code: UInt8
    ) throws(TensorFormatError) -> (byteCount: Int, read: Read) {
        switch code {
        case 0x08: (1, { .uint8(Array($0)) })
        case 0x09: (1, { .int32($0.map { Int32(Int8(bitPattern: $0)) }) })
        case 0x0b:
            (2, { .int32(bigEndian($0) { (bits: UInt16) in Int32(Int16(bitPattern: bits)) }) })
        case 0x0c: (4, { .int32(bigEndian($0) { (bits: UInt32) in Int32(bitPattern: bits) }) })
        case 0x0d: (4, { .float32(bigEndian($0) { (bits: UInt32) in Float(bitPattern: bits) }) })
        case 0x0e: (8, { .float64(bigEndian($0) { (bits: UInt64) in Double(bitPattern: bits) }) })
        default: throw .idxMalformed(reason: "numbers of its type \(code) are unknown")
        }
    }

    private static func bigEndian<Bits: FixedWidthInteger, Value>(
        _ bytes: ArraySlice<UInt8>,
        _ transform: (Bits) -> Value
    ) -> [Value] {
        LittleEndian.values(of: bytes) { (bits: Bits) in transform(bits.byteSwapped) }
    }
}
