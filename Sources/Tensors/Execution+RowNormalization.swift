import CKernels

// Rows x of n elements. Sums along rows are made in the order of `sum`, those over rows
// in that of `columnSums`; inverse = 1 / sqrt(variance + epsilon).

/// A row's statistics for each row.
package struct RowStatistics {
    package let mean: UnsafeMutablePointer<Float>
    package let inverseDeviation: UnsafeMutablePointer<Float>

    package init(
        mean: UnsafeMutablePointer<Float>,
        inverseDeviation: UnsafeMutablePointer<Float>
    ) {
        self.mean = mean
        self.inverseDeviation = inverseDeviation
    }
}

extension Execution {
    /// Layer norm of x [rows, n]: `y = fma((x - mean) inverse, weight, bias)` with
    /// `mean = sum(x) / n` and `variance = sum((x - mean)^2) / n`; keeps the statistics [rows].
    package func layerNormalize(
        _ x: UnsafePointer<Float>,
        weight: UnsafePointer<Float>,
        bias: UnsafePointer<Float>,
        epsilon: Float,
        into y: UnsafeMutablePointer<Float>,
        statistics: RowStatistics,
        rows: Int,
        columns: Int
    ) {
        if let order = order(of: columns) {
            return order.putting(into: y, outer: rows) {
                unperturbed.layerNormalize(
                    order.taking(x, outer: rows),
                    weight: order.taking(weight),
                    bias: order.taking(bias),
                    epsilon: epsilon,
                    into: $0,
                    statistics: statistics,
                    rows: rows,
                    columns: columns
                )
            }
        }
        let kernel = kernels.normalization
        divide(rows, grain: Self.rowGrain(columns)) { range in
            let (row, start) = (range.lowerBound, range.lowerBound * columns)
            kernel.layer(
                x + start,
                weight,
                bias,
                epsilon,
                y + start,
                statistics.mean + row,
                statistics.inverseDeviation + row,
                range.count,
                columns
            )
        }
    }

    /// Layer norm's gradients: x's [rows, n], the weight's [n] and the bias's [n].
    ///
    /// With `h = (x - mean) inverse` and `g = upstream weight`:
    /// `x' = inverse fma(-h, sum(g h) / n, g - sum(g) / n)`; the weight's is the column sum of
    /// `upstream h`, the bias's that of upstream.
    package func layerNormalizeGradients(
        _ x: UnsafePointer<Float>,
        weight: UnsafePointer<Float>,
        statistics: RowStatistics,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        weightGradient: UnsafeMutablePointer<Float>,
        biasGradient: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        makeRows(out, of: x, upstream, weight: weight, columns: columns, rows: rows) {
            kernels.normalization.layer_gradient(
                $0.x,
                $0.weight,
                statistics.mean + $0.row,
                statistics.inverseDeviation + $0.row,
                $0.upstream,
                $0.out,
                $0.count,
                columns
            )
        }
        normalizedWeightGradient(
            x,
            mean: statistics.mean,
            inverse: statistics.inverseDeviation,
            upstream: upstream,
            into: weightGradient,
            rows: rows,
            columns: columns
        )
        columnSums(upstream, into: biasGradient, rows: rows, columns: columns)
    }

    /// RMS norm of x [rows, n]: `y = x inverse weight`, multiplied from the left, with
    /// `inverse = 1 / sqrt(sum(x x) / n + epsilon)`, which is kept [rows].
    package func rootMeanSquareNormalize(
        _ x: UnsafePointer<Float>,
        weight: UnsafePointer<Float>,
        epsilon: Float,
        into y: UnsafeMutablePointer<Float>,
        inverse: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        if let order = order(of: columns) {
            return order.putting(into: y, outer: rows) {
                unperturbed.rootMeanSquareNormalize(
                    order.taking(x, outer: rows),
                    weight: order.taking(weight),
                    epsilon: epsilon,
                    into: $0,
                    inverse: inverse,
                    rows: rows,
                    columns: columns
                )
            }
        }
        let kernel = kernels.normalization
        divide(rows, grain: Self.rowGrain(columns)) { range in
            let (row, start) = (range.lowerBound, range.lowerBound * columns)
            kernel.root_mean_square(
                x + start,
                weight,
                epsilon,
                y + start,
                inverse + row,
                range.count,
                columns
            )
        }
    }

    /// RMS norm's gradients: x's [rows, n] and the weight's [n].
    ///
    /// With `h = x inverse` and `g = upstream weight`: `x' = inverse fma(-h, sum(g h) / n, g)`; the
    /// weight's is the column sum of `upstream h`.
    package func rootMeanSquareNormalizeGradients(
        _ x: UnsafePointer<Float>,
        weight: UnsafePointer<Float>,
        inverse: UnsafePointer<Float>,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        weightGradient: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        makeRows(out, of: x, upstream, weight: weight, columns: columns, rows: rows) {
            kernels.normalization.root_mean_square_gradient(
                $0.x,
                $0.weight,
                inverse + $0.row,
                $0.upstream,
                $0.out,
                $0.count,
                columns
            )
        }
        normalizedWeightGradient(
            x,
            mean: nil,
            inverse: inverse,
            upstream: upstream,
            into: weightGradient,
            rows: rows,
            columns: columns
        )
    }

    /// Some rows from `row` on, of which a kernel makes gradients.
    private struct RowsPart {
        let row, count: Int
        let x, upstream, weight: UnsafePointer<Float>
        let out: UnsafeMutablePointer<Float>
    }

    private func makeRows(
        _ out: UnsafeMutablePointer<Float>,
        of x: UnsafePointer<Float>,
        _ upstream: UnsafePointer<Float>,
        weight: UnsafePointer<Float>,
        columns: Int,
        rows: Int,
        _ kernel: (RowsPart) -> Void
    ) {
        if let order = order(of: columns) {
            return order.putting(into: out, outer: rows) {
                unperturbed.makeRows(
                    $0,
                    of: order.taking(x, outer: rows),
                    order.taking(upstream, outer: rows),
                    weight: order.taking(weight),
                    columns: columns,
                    rows: rows,
                    kernel
                )
            }
        }
        divide(rows, grain: Self.rowGrain(columns)) { range in
            let start = range.lowerBound * columns
            kernel(
                RowsPart(
                    row: range.lowerBound,
                    count: range.count,
                    x: x + start,
                    upstream: upstream + start,
                    weight: weight,
                    out: out + start
                )
            )
        }
    }

    /// The column sums of `upstream (x - mean) inverse`; without a mean it is zero.
    private func normalizedWeightGradient(
        _ x: UnsafePointer<Float>,
        mean: UnsafePointer<Float>?,
        inverse: UnsafePointer<Float>,
        upstream: UnsafePointer<Float>,
        into weightGradient: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        if let order = order(of: rows) {
            return unperturbed.normalizedWeightGradient(
                order.taking(x, inner: columns),
                mean: mean.map { order.taking($0) },
                inverse: order.taking(inverse),
                upstream: order.taking(upstream, inner: columns),
                into: weightGradient,
                rows: rows,
                columns: columns
            )
        }
        let kernel = kernels.normalization
        divide(columns, grain: max(16, Self.rowGrain(rows))) { range in
            kernel.weight_gradient(
                x,
                mean,
                inverse,
                upstream,
                weightGradient,
                rows,
                columns,
                range.lowerBound,
                range.upperBound
            )
        }
    }
}
