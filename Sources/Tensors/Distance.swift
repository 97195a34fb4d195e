import CKernels

/// How far two vectors of parameters are from one another.
///
/// All sums run in double precision in one fixed order (that of ``sum(_:count:)``, with the blocks
/// joined in the same tree), so the same vectors have the same distances on every machine. A NaN or
/// an infinity in either vector makes a distance that is not finite.
public struct Distance: Hashable, Sendable {
    /// The sum of |a - b|.
    public let l1: Double
    /// The square root of the sum of (a - b)^2.
    public let l2: Double
    /// The largest |a - b|.
    public let linf: Double
    /// `1 - <a, b> / (|a| |b|)`, at least 0; 0 between two zero vectors, 1 when only one is zero.
    public let cosine: Double
    /// `l2 / |a|`; 0 between two zero vectors, infinite when only the first is zero.
    public let relative: Double

    /// The distances between two vectors of the same length.
    public init(between left: [Float], and right: [Float]) throws(TensorError) {
        guard left.count == right.count else {
            throw .elementCountMismatch(expected: left.count, got: right.count)
        }
        let sums = assay_distances(left, right, left.count)
        l1 = sums.absolute
        l2 = sums.squared.squareRoot()
        linf = sums.largest
        cosine = Self.cosine(sums)
        relative = l2 == 0 ? 0 : l2 / sums.left_squared.squareRoot()
    }

    /// The distances between two tensors of the same shape.
    public init(between left: Tensor, and right: Tensor) throws(TensorError) {
        guard left.shape == right.shape else {
            throw left.mismatch("a distance", expected: "two tensors of one shape", right)
        }
        try self.init(between: left.elements, and: right.elements)
    }

    private static func cosine(_ sums: assay_distance_sums) -> Double {
        let norms = sums.left_squared.squareRoot() * sums.right_squared.squareRoot()
        if norms == 0 { return sums.left_squared == sums.right_squared ? 0 : 1 }
        let distance = 1 - sums.dot / norms
        // Rounding may leave parallel vectors a few units below zero; a NaN must stay one.
        return distance < 0 ? 0 : distance
    }
}
