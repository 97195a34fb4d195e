extension Tensor {
    /// The sum of each column of a matrix: a bias's gradient.
    ///
    /// Order: rows in blocks of 32, within a block one chain of additions from +0 in ascending
    /// order; the blocks joined in a tree that splits a list at the largest power of two below its
    /// length. Under a perturbation the rows are taken in its seeded order.
    public func columnSums(on execution: Execution) throws(TensorError) -> Tensor {
        guard let (rows, columns) = shape.matrix else {
            throw mismatch("column sums", expected: "a matrix")
        }
        return Tensor(shape: try Shape(count: columns)) { sums in
            withUnsafeBufferPointer { matrix in
                guard let sums = sums.baseAddress else { return }
                // Without rows there is no memory to read, and none is read.
                execution.columnSums(
                    matrix.baseAddress ?? UnsafePointer(sums),
                    into: sums,
                    rows: rows,
                    columns: columns
                )
            }
        }
    }

    /// The sum of all elements.
    ///
    /// Order: the ``columnSums(on:)`` of the elements as a matrix of 16 columns whose last row may
    /// be short; the sixteen joined as lane l += lane l + 8, then 4, 2, 1. Under a perturbation the
    /// elements are taken in its seeded order.
    public func sum(on execution: Execution) -> Float {
        elements.withUnsafeBufferPointer { elements in
            guard let start = elements.baseAddress else { return 0 }
            return execution.sum(start, count: count)
        }
    }
}
