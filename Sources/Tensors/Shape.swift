/// The dimensions of a tensor, the slowest-varying first.
///
/// A shape is valid by construction: its dimensions are not negative, and their product is small
/// enough to be counted, indexed and allocated without overflow.
public struct Shape: Hashable, Sendable {
    /// The most dimensions a shape may have.
    public static let rankMax = 8
    /// The most elements a shape may have: 4 GiB of floats.
    public static let elementCountMax = 1 << 30

    /// The dimensions, the slowest-varying first; none for a scalar.
    public let dimensions: [Int]
    /// The product of the dimensions.
    public let elementCount: Int

    /// A shape with the given dimensions.
    public init(_ dimensions: [Int]) throws(TensorError) {
        guard dimensions.count <= Self.rankMax, dimensions.allSatisfy({ $0 >= 0 }) else {
            throw .shapeInvalid(dimensions: dimensions)
        }
        var count = 1
        // A zero somewhere must not hide that the others overflow.
        for dimension in dimensions where dimension > 0 {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard !overflow, product <= Self.elementCountMax else {
                throw .shapeTooLarge(dimensions: dimensions)
            }
            count = product
        }
        self.dimensions = dimensions
        self.elementCount = dimensions.contains(0) ? 0 : count
    }

    /// The number of elements of such dimensions, or nothing where they are no shape's.
    package static func elementCount(of dimensions: [Int]) -> Int? {
        (try? Shape(dimensions))?.elementCount
    }

    /// A matrix's shape.
    public init(rows: Int, columns: Int) throws(TensorError) {
        try self.init([rows, columns])
    }

    /// A vector's shape.
    public init(count: Int) throws(TensorError) {
        try self.init([count])
    }

    /// The number of elements at one place of the first dimension: of a sample, where that counts
    /// samples; one for a vector or a scalar.
    public var elementCountEach: Int {
        // No overflow: the initialiser has counted them, passing over zeros.
        dimensions.dropFirst().reduce(1, *)
    }

    /// The number of dimensions.
    public var rank: Int { dimensions.count }

    /// The rows and columns of a matrix, or nothing for any other rank.
    public var matrix: (rows: Int, columns: Int)? {
        rank == 2 ? (dimensions[0], dimensions[1]) : nil
    }
}

extension Shape: CustomStringConvertible {
    /// The dimensions in brackets, as in `[128, 10]`.
    public var description: String {
        "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
    }
}
