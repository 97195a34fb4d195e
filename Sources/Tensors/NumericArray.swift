/// What a file's array holds: numbers of one of the types that files carry, and a shape.
///
/// Operators work on ``Tensor``; this is how features, labels and counters come in and go out.
public struct NumericArray: Hashable, Sendable {
    /// The dimensions.
    public let shape: Shape
    /// The numbers, the last dimension varying fastest.
    public let elements: NumericElements

    /// An array of numbers, of which there must be as many as the shape says.
    public init(shape: Shape, elements: NumericElements) throws(TensorError) {
        guard elements.count == shape.elementCount else {
            throw .elementCountMismatch(expected: shape.elementCount, got: elements.count)
        }
        self.shape = shape
        self.elements = elements
    }

    /// A tensor's elements.
    public init(_ tensor: Tensor) {
        shape = tensor.shape
        elements = .float32(tensor.elements)
    }

    /// A vector of integers.
    public init(_ integers: [Int64]) throws(TensorError) {
        try self.init(shape: Shape(count: integers.count), elements: .int64(integers))
    }

    /// The numbers as a tensor, each rounded to the nearest 32-bit float.
    public var tensor: Tensor {
        get throws(TensorError) { try Tensor(shape: shape, elements: elements.floats) }
    }

    /// The numbers as integers, or nothing when they are of a floating-point type.
    public var integers: [Int64]? {
        switch elements {
        case .float32, .float64: nil
        case .int32(let values): values.map { Int64($0) }
        case .int64(let values): values
        case .uint8(let values): values.map { Int64($0) }
        }
    }
}

/// Numbers of one type.
public enum NumericElements: Hashable, Sendable {
    /// IEEE 754 single precision.
    case float32([Float])
    /// IEEE 754 double precision.
    case float64([Double])
    /// Signed 32-bit integers.
    case int32([Int32])
    /// Signed 64-bit integers.
    case int64([Int64])
    /// Bytes.
    case uint8([UInt8])

    /// The type of the numbers.
    public var type: NumericType {
        switch self {
        case .float32: .float32
        case .float64: .float64
        case .int32: .int32
        case .int64: .int64
        case .uint8: .uint8
        }
    }

    /// How many numbers there are.
    public var count: Int {
        switch self {
        case .float32(let values): values.count
        case .float64(let values): values.count
        case .int32(let values): values.count
        case .int64(let values): values.count
        case .uint8(let values): values.count
        }
    }

    /// The numbers, each rounded to the nearest 32-bit float.
    public var floats: [Float] {
        switch self {
        case .float32(let values): values
        case .float64(let values): values.map { Float($0) }
        case .int32(let values): values.map { Float($0) }
        case .int64(let values): values.map { Float($0) }
        case .uint8(let values): values.map { Float($0) }
        }
    }

    /// Appends the numbers' little-endian bytes; a NaN is written as the one quiet NaN.
    func append(to bytes: inout [UInt8]) {
        switch self {
        case .float32(let values): LittleEndian.append(values, to: &bytes, \.canonicalBits)
        case .float64(let values): LittleEndian.append(values, to: &bytes, \.canonicalBits)
        case .int32(let values): LittleEndian.append(values, to: &bytes, \.self)
        case .int64(let values): LittleEndian.append(values, to: &bytes, \.self)
        case .uint8(let values): bytes.append(contentsOf: values)
        }
    }
}

/// The types of numbers that files carry.
public enum NumericType: Hashable, Sendable, CaseIterable {
    /// IEEE 754 single precision.
    case float32
    /// IEEE 754 double precision.
    case float64
    /// Signed 32-bit integers.
    case int32
    /// Signed 64-bit integers.
    case int64
    /// Bytes.
    case uint8

    /// The bytes that one number takes.
    public var byteCount: Int {
        switch self {
        case .uint8: 1
        case .float32, .int32: 4
        case .float64, .int64: 8
        }
    }

    /// Reads numbers from little-endian bytes.
    func elements(of bytes: ArraySlice<UInt8>) -> NumericElements {
        switch self {
        case .float32:
            .float32(LittleEndian.values(of: bytes) { (bits: UInt32) in Float(bitPattern: bits) })
        case .float64:
            .float64(LittleEndian.values(of: bytes) { (bits: UInt64) in Double(bitPattern: bits) })
        case .int32: .int32(LittleEndian.values(of: bytes) { (number: Int32) in number })
        case .int64: .int64(LittleEndian.values(of: bytes) { (number: Int64) in number })
        case .uint8: .uint8(Array(bytes))
        }
    }
}
