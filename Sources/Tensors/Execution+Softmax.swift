import CKernels

// Rows x of n elements; m is a row's largest element, e_j = exp(x_j - m), and all sums are made in
// the order of `sum`. A NaN in a row makes all its results NaN.

extension Execution {
    /// `y_j = e_j / sum(e)`, row by row.
    package func softmax(
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        make(y, of: x, rows, columns, kernels.softmax.softmax)
    }

    /// `out_j = y_j (upstream_j - sum(y upstream))`, row by row, y being what softmax made.
    package func softmaxGradient(
        _ y: UnsafePointer<Float>,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        make(out, of: y, upstream, rows, columns, kernels.softmax.softmax_gradient)
    }

    /// `y_j = (x_j - m) - log(sum(e))`, row by row.
    package func logSoftmax(
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        make(y, of: x, rows, columns, kernels.softmax.log_softmax)
    }

    /// `out_j = fma(-exp(y_j), sum(upstream), upstream_j)`, row by row, y being what logSoftmax made.
    package func logSoftmaxGradient(
        _ y: UnsafePointer<Float>,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        make(out, of: y, upstream, rows, columns, kernels.softmax.log_softmax_gradient)
    }

    private typealias Rows = UnsafePointer<Float>
    private typealias MadeRows = UnsafeMutablePointer<Float>

    private func make(
        _ out: MadeRows,
        of x: Rows,
        _ rows: Int,
        _ columns: Int,
        _ kernel: (Rows?, MadeRows?, Int, Int) -> Void
    ) {
        if let order = order(of: columns) {
            return order.putting(into: out, outer: rows) {
                unperturbed.make($0, of: order.taking(x, outer: rows), rows, columns, kernel)
            }
        }
        divide(rows, grain: Self.rowGrain(columns)) { range in
            let start = range.lowerBound * columns
            kernel(x + start, out + start, range.count, columns)
        }
    }

    private func make(
        _ out: MadeRows,
        of a: Rows,
        _ b: Rows,
        _ rows: Int,
        _ columns: Int,
        _ kernel: (Rows?, Rows?, MadeRows?, Int, Int) -> Void
    ) {
        if let order = order(of: columns) {
            let (a, b) = (order.taking(a, outer: rows), order.taking(b, outer: rows))
            return order.putting(into: out, outer: rows) {
                unperturbed.make($0, of: a, b, rows, columns, kernel)
            }
        }
        divide(rows, grain: Self.rowGrain(columns)) { range in
            let start = range.lowerBound * columns
            kernel(a + start, b + start, out + start, range.count, columns)
        }
    }
}
