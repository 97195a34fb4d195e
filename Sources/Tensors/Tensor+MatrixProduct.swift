import CKernels

/// Which operand of a matrix product is read transposed.
public enum Transposition: Hashable, Sendable, CaseIterable {
    /// C = A B.
    case neither
    /// C = A^T B.
    case left
    /// C = A B^T.
    case right
}

extension Tensor {
    /// The matrix product of two matrices, either of which may be read transposed.
    ///
    /// Order: each element is one chain `sum = fma(a, b, sum)` from +0 over k ascending (under a
    /// perturbation in its seeded order of k). A product over no k is +0.
    ///
    /// - Complexity: rows x columns x k fused multiply-adds.
    public func matrixProduct(
        with right: Tensor,
        transposing: Transposition = .neither,
        on execution: Execution
    ) throws(TensorError) -> Tensor {
        guard let a = shape.matrix, let b = right.shape.matrix else {
            throw mismatch("a matrix product", expected: "two matrices", right)
        }
        let (rows, depth) = transposing == .left ? (a.columns, a.rows) : (a.rows, a.columns)
        let (inner, columns) = transposing == .right ? (b.columns, b.rows) : (b.rows, b.columns)
        guard depth == inner else {
            let both = transposing == .neither ? "" : " after transposing the \(transposing) one"
            throw mismatch("a matrix product", expected: "equal inner dimensions\(both)", right)
        }
        let shape = try Shape(rows: rows, columns: columns)
        let order = execution.order(of: depth)
        return Tensor(shape: shape) { out in
            elements.withUnsafeBufferPointer { left in
                right.elements.withUnsafeBufferPointer { right in
                    order.withOptionalPointer { order in
                        let product = assay_matrix_product(
                            left: left.baseAddress,
                            right: right.baseAddress,
                            out: out.baseAddress,
                            rows: rows,
                            depth: depth,
                            columns: columns,
                            left_row_stride: transposing == .left ? 1 : depth,
                            left_depth_stride: transposing == .left ? rows : 1,
                            right_depth_stride: transposing == .right ? 1 : columns,
                            right_column_stride: transposing == .right ? depth : 1,
                            order: order
                        )
                        execution.run(product)
                    }
                }
            }
        }
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

extension Execution {
    /// Below this many multiply-adds a second thread costs more than it brings.
    private static let threadedProductMin = 1 << 19

    /// Runs a matrix product, its output divided along the longer side, so that each thread packs
    /// its own part of the larger operand and only the smaller one is packed more than once.
    func run(_ product: assay_matrix_product) {
        let kernel = kernels.matrix_product
        let small = product.rows * product.columns * product.depth < Self.threadedProductMin
        let byRows = product.rows >= product.columns
        let count = byRows ? product.rows : product.columns
        divide(count, grain: small ? max(count, 1) : 16) { range in
            let block = assay_block(
                row_from: byRows ? range.lowerBound : 0,
                row_to: byRows ? range.upperBound : product.rows,
                column_from: byRows ? 0 : range.lowerBound,
                column_to: byRows ? product.columns : range.upperBound
            )
            let scratch = UnsafeMutableRawPointer.allocate(
                byteCount: assay_matrix_product_scratch * MemoryLayout<Float>.stride,
                alignment: 64
            )
            defer { scratch.deallocate() }
            withUnsafePointer(to: product) { product in
                kernel?(product, block, scratch.assumingMemoryBound(to: Float.self))
            }
        }
    }
}

extension [UInt32]? {
    /// Calls a closure with the elements' memory, or with nothing.
    func withOptionalPointer(_ body: (UnsafePointer<UInt32>?) -> Void) {
        guard let self else { return body(nil) }
        self.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
