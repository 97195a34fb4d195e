/// Which operand of a matrix product is read transposed.
public enum Transposition: Hashable, Sendable, CaseIterable {
    /// C = A B.
    case neither
    /// C = A^T B.
    case left
    /// C = A B^T.
    case right
}

/// The extents of a matrix product, and how its operands lie in memory.
package struct ProductShape: Hashable, Sendable {
    /// Rows of the output.
    package var rows: Int
    /// The terms of each output element's chain.
    package var depth: Int
    /// Columns of the output.
    package var columns: Int
    /// Which operand is read transposed.
    package var transposing: Transposition
    /// Elements from one row to the next of the left operand, as it lies in memory.
    package var leftRowStride: Int
    /// Elements from one row to the next of the right operand, as it lies in memory.
    package var rightRowStride: Int
    /// Elements from one row to the next of the output.
    package var outRowStride: Int

    /// The product of matrices that lie row by row without gaps.
    ///
    /// `left` is [rows, depth], or [depth, rows] if transposed; `right` is [depth, columns], or
    /// [columns, depth] if transposed; the output is [rows, columns].
    package init(rows: Int, depth: Int, columns: Int, transposing: Transposition = .neither) {
        self.rows = rows
        self.depth = depth
        self.columns = columns
        self.transposing = transposing
        leftRowStride = transposing == .left ? rows : depth
        rightRowStride = transposing == .right ? depth : columns
        outRowStride = columns
    }

    var multiplyAdds: Int { rows * depth * columns }
}

/// Several products of one shape: how many, and how far apart in memory what they read and write is.
package struct ProductBatch: Hashable, Sendable {
    /// The number of products.
    package var count: Int
    /// Elements from one product's left operand to the next one's; 0 if they share it.
    package var leftStride: Int
    /// Elements from one product's right operand to the next one's; 0 if they share it.
    package var rightStride: Int
    /// Elements from one product's output to the next one's.
    package var outStride: Int

    /// A batch of products whose memory lies at even distances.
    package init(count: Int, leftStride: Int, rightStride: Int, outStride: Int) {
        self.count = count
        self.leftStride = leftStride
        self.rightStride = rightStride
        self.outStride = outStride
    }

    /// A single product.
    package static let one = ProductBatch(count: 1, leftStride: 0, rightStride: 0, outStride: 0)
}
