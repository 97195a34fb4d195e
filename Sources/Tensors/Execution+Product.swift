import CKernels

extension Execution {
    /// The matrix product of two matrices, either of which may be read transposed.
    package func product(
        _ left: UnsafePointer<Float>,
        _ right: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        rows: Int,
        depth: Int,
        columns: Int,
        transposing: Transposition
    ) {
        let order = order(of: depth)
        order.withOptionalPointer { order in
            run(
                assay_matrix_product(
                    left: left,
                    right: right,
                    out: out,
                    rows: rows,
                    depth: depth,
                    columns: columns,
                    left_row_stride: transposing == .left ? 1 : depth,
                    left_depth_stride: transposing == .left ? rows : 1,
                    right_depth_stride: transposing == .right ? 1 : columns,
                    right_column_stride: transposing == .right ? depth : 1,
                    order: order
                )
            )
        }
    }
}
