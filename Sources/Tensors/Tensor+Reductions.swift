import CKernels

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
        if let order = execution.order(of: rows) {
            return try gatheringRows(order.map { Int($0) })
                .columnSums(on: execution.perturbed(by: nil))
        }
        let kernels = execution.kernels
        let grain = max(16, Execution.elementGrain / max(1, rows))
        return Tensor(shape: try Shape(count: columns)) { sums in
            withUnsafeBufferPointer { matrix in
                execution.divide(columns, grain: grain) { range in
                    kernels.column_sums(
                        matrix.baseAddress,
                        sums.baseAddress,
                        rows,
                        columns,
                        range.lowerBound,
                        range.upperBound
                    )
                }
            }
        }
    }

    /// The sum of all elements.
    ///
    /// Order: the ``columnSums(on:)`` of the elements as a matrix of 16 columns whose last row may
    /// be short; the sixteen joined as lane l += lane l + 8, then 4, 2, 1. Under a perturbation the
    /// elements are taken in its seeded order.
    public func sum(on execution: Execution) -> Float {
        let ordered = execution.order(of: count).map { order in order.map { elements[Int($0)] } }
        return execution.kernels.sum(ordered ?? elements, count)
    }
}
