extension Tensor {
    /// Whether two tensors have the same shape and the same bits.
    ///
    /// All NaNs count as one, +0 and -0 as two; see ``canonicalBytes``.
    public func isIdentical(to other: Tensor) -> Bool {
        shape == other.shape
            && zip(elements, other.elements).allSatisfy { $0.canonicalBits == $1.canonicalBits }
    }

    /// The elements as little-endian IEEE 754 bytes, four each, without the shape.
    ///
    /// Which sign and payload a NaN gets depends on the order of an instruction's operands, on
    /// which the instruction sets do not agree. So every NaN is written as the quiet 0x7fc00000,
    /// and equal results have equal bytes on every machine.
    public var canonicalBytes: [UInt8] {
        var bytes: [UInt8] = []
        LittleEndian.append(elements, to: &bytes, \.canonicalBits)
        return bytes
    }

    /// Reads elements from little-endian IEEE 754 bytes, of which there must be four for each.
    public init(shape: Shape, canonicalBytes bytes: some Collection<UInt8>) throws(TensorError) {
        guard bytes.count == 4 * shape.elementCount else {
            throw .elementCountMismatch(expected: shape.elementCount, got: bytes.count / 4)
        }
        let elements = LittleEndian.values(of: bytes) { (bits: UInt32) in Float(bitPattern: bits) }
        try self.init(shape: shape, elements: elements)
    }
}
