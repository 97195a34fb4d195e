/// An array of 32-bit floats with a shape, row by row; a value that is copied when written to.
///
///     let input = try Tensor(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
///     let sum = try input.adding(other, on: execution)
public struct Tensor: Sendable {
    /// The dimensions.
    public let shape: Shape
    /// The elements, the last dimension varying fastest.
    public private(set) var elements: [Float]

    /// A tensor with the given elements, of which there must be as many as the shape says.
    public init(shape: Shape, elements: [Float]) throws(TensorError) {
        guard elements.count == shape.elementCount else {
            throw .elementCountMismatch(expected: shape.elementCount, got: elements.count)
        }
        self.shape = shape
        self.elements = elements
    }

    /// A matrix with the given elements, row by row.
    public init(rows: Int, columns: Int, elements: [Float]) throws(TensorError) {
        try self.init(shape: Shape(rows: rows, columns: columns), elements: elements)
    }

    /// A vector.
    public init(_ elements: [Float]) throws(TensorError) {
        try self.init(shape: Shape(count: elements.count), elements: elements)
    }

    /// A tensor of zeros.
    public init(zeros shape: Shape) {
        self.shape = shape
        elements = [Float](repeating: 0, count: shape.elementCount)
    }

    /// A tensor with a copy of some elements, of which there must be as many as the shape says.
    package init(shape: Shape, copying elements: UnsafeBufferPointer<Float>) {
        precondition(elements.count == shape.elementCount, "a shape's elements")
        self.shape = shape
        self.elements = Array(elements)
    }

    /// A tensor whose elements are written by a closure, which must write all of them.
    init(shape: Shape, writing write: (UnsafeMutableBufferPointer<Float>) -> Void) {
        self.shape = shape
        elements = [Float](unsafeUninitializedCapacity: shape.elementCount) { buffer, count in
            write(UnsafeMutableBufferPointer(rebasing: buffer.prefix(shape.elementCount)))
            count = shape.elementCount
        }
    }

    /// The number of elements.
    public var count: Int { elements.count }

    /// The same elements in another shape with as many.
    public func reshaped(to shape: Shape) throws(TensorError) -> Tensor {
        try Tensor(shape: shape, elements: elements)
    }

    /// Calls a closure with the elements' memory.
    public func withUnsafeBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try elements.withUnsafeBufferPointer(body)
    }

    /// Calls a closure with the elements' memory, to be changed in place.
    public mutating func withUnsafeMutableBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try elements.withUnsafeMutableBufferPointer { buffer throws(Failure) in try body(buffer) }
    }

    /// Whether every element is a number, neither infinite nor a NaN.
    public var isFinite: Bool {
        // No early exit: the usual answer needs all elements, and without it this is vectorised.
        let exponent: UInt32 = 0x7f80_0000
        var offenders: UInt32 = 0
        for element in elements { offenders |= element.bitPattern & exponent == exponent ? 1 : 0 }
        return offenders == 0
    }

    /// The error for operands whose shapes do not fit one another.
    func mismatch(_ operation: String, expected: String, _ others: Tensor...) -> TensorError {
        .shapeMismatch(
            operation: operation,
            expected: expected,
            got: [shape] + others.map(\.shape)
        )
    }
}
