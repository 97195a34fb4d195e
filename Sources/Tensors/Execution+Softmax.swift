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
        let kernel = kernels.softmax
        divide(rows, grain: Self.rowGrain(columns)) { range in
            let start = range.lowerBound * columns
            kernel.softmax(x + start, y + start, range.count, columns)
        }
    }

    /// `out_j = y_j (upstream_j - sum(y upstream))`, row by row, y being what softmax made.
    package func softmaxGradient(
        _ y: UnsafePointer<Float>,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        let kernel = kernels.softmax
        divide(rows, grain: Self.rowGrain(columns)) { range in
            let start = range.lowerBound * columns
            kernel.softmax_gradient(
                y + start,
                upstream + start,
                out + start,
                range.count,
                columns
            )
        }
    }

    /// `y_j = (x_j - m) - log(sum(e))`, row by row.
    package func logSoftmax(
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        let kernel = kernels.softmax
        divide(rows, grain: Self.rowGrain(columns)) { range in
            let start = range.lowerBound * columns
            kernel.log_softmax(x + start, y + start, range.count, columns)
        }
    }

    /// `out_j = fma(-exp(y_j), sum(upstream), upstream_j)`, row by row, y being what logSoftmax made.
    package func logSoftmaxGradient(
        _ y: UnsafePointer<Float>,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        let kernel = kernels.softmax
        divide(rows, grain: Self.rowGrain(columns)) { range in
            let start = range.lowerBound * columns
            kernel.log_softmax_gradient(
                y + start,
                upstream + start,
                out + start,
                range.count,
                columns
            )
        }
    }
}
