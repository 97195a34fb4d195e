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
        return Tensor(shape: shape) { out in
            guard let out = out.baseAddress else { return }
            elements.withUnsafeBufferPointer { left in
                right.elements.withUnsafeBufferPointer { right in
                    // An operand without elements need have no memory; none is read then.
                    execution.product(
                        left.baseAddress ?? UnsafePointer(out),
                        right.baseAddress ?? UnsafePointer(out),
                        into: out,
                        rows: rows,
                        depth: depth,
                        columns: columns,
                        transposing: transposing
                    )
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
