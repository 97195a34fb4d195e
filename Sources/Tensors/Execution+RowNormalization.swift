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
        let (kernel, columnSums) = (kernels.normalization, kernels.column_sums)
        divide(rows, grain: Self.rowGrain(columns)) { range in
            let (row, start) = (range.lowerBound, range.lowerBound * columns)
            kernel.layer_gradient(
                x + start,
                weight,
                statistics.mean + row,
                statistics.inverseDeviation + row,
                upstream + start,
                out + start,
                range.count,
                columns
            )
        }
        divide(columns, grain: max(16, Self.rowGrain(rows))) { range in
            kernel.layer_weight_gradient(
                x,
                statistics.mean,
                statistics.inverseDeviation,
                upstream,
                weightGradient,
                rows,
                columns,
                range.lowerBound,
                range.upperBound
            )
            columnSums?(
                upstream,
                biasGradient,
                rows,
                columns,
                range.lowerBound,
                range.upperBound
            )
        }
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
        let kernel = kernels.normalization
        divide(rows, grain: Self.rowGrain(columns)) { range in
            let (row, start) = (range.lowerBound, range.lowerBound * columns)
            kernel.root_mean_square_gradient(
                x + start,
                weight,
                inverse + row,
                upstream + start,
                out + start,
                range.count,
                columns
            )
        }
        divide(columns, grain: max(16, Self.rowGrain(rows))) { range in
            kernel.root_mean_square_weight_gradient(
                x,
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
