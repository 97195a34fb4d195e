import CKernels

// Operators over raw memory that work on the rows of a matrix; the shapes are the caller's business.

extension Execution {
    /// A bias vector added to each row: `out[i][j] = matrix[i][j] + bias[j]`.
    package func addBias(
        _ matrix: UnsafePointer<Float>,
        _ bias: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        let kernels = kernels
        divide(rows, grain: Self.rowGrain(columns)) { range in
            let start = range.lowerBound * columns
            kernels.add_bias(matrix + start, bias, out + start, range.count, columns)
        }
    }

    /// The sum of each column.
    ///
    /// Order: rows in blocks of 32, within a block one chain of additions from +0 in ascending
    /// order; the blocks joined in a tree that splits a list at the largest power of two below its
    /// length.
    package func columnSums(
        _ matrix: UnsafePointer<Float>,
        into sums: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        if let order = order(of: rows) {
            let taken = order.taking(matrix, inner: columns)
            return unperturbed.columnSums(taken, into: sums, rows: rows, columns: columns)
        }
        let kernels = kernels
        let grain = max(16, Self.rowGrain(rows))
        divide(columns, grain: grain) { range in
            kernels.column_sums(matrix, sums, rows, columns, range.lowerBound, range.upperBound)
        }
    }

    /// The sum of some elements.
    ///
    /// Order: the ``columnSums(_:into:rows:columns:)`` of the elements as a matrix of 16 columns
    /// whose last row may be short; the sixteen joined as lane l += lane l + 8, then 4, 2, 1.
    package func sum(_ elements: UnsafePointer<Float>, count: Int) -> Float {
        guard let order = order(of: count) else { return kernels.sum(elements, count) }
        return kernels.sum(order.taking(elements), count)
    }

    /// The softmax of each row of scores, its cross entropy with the row's label, and the mean of
    /// these.
    ///
    /// Order, row by row: m = the largest score, e_j = exp(score_j - m), s = the ``sum(_:count:)``
    /// of e, probability_j = e_j / s, loss = log(s) - (score_label - m). The mean is the
    /// ``sum(_:count:)`` of the rows' losses divided by their number.
    ///
    /// - Parameter losses: room for a number of each row.
    package func softmaxCrossEntropy(
        _ scores: UnsafePointer<Float>,
        labels: UnsafePointer<Int32>,
        probabilities: UnsafeMutablePointer<Float>,
        losses: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) -> Float {
        if let order = order(of: columns) {
            var places = [Int32](repeating: 0, count: columns)
            for (taken, place) in order.places.enumerated() { places[Int(place)] = Int32(taken) }
            let labels = (0..<rows).map { places[Int(labels[$0])] }
            order.putting(into: probabilities, outer: rows) {
                unperturbed.softmaxCrossEntropyRows(
                    order.taking(scores, outer: rows),
                    labels: labels,
                    probabilities: $0,
                    losses: losses,
                    rows: rows,
                    columns: columns
                )
            }
        } else {
            softmaxCrossEntropyRows(
                scores,
                labels: labels,
                probabilities: probabilities,
                losses: losses,
                rows: rows,
                columns: columns
            )
        }
        return sum(losses, count: rows) / Float(rows)
    }

    private func softmaxCrossEntropyRows(
        _ scores: UnsafePointer<Float>,
        labels: UnsafePointer<Int32>,
        probabilities: UnsafeMutablePointer<Float>,
        losses: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        let kernels = kernels
        // A row's exponentials and its logarithm take as long as many other elements.
        divide(rows, grain: Self.rowGrain(columns * 16 + 1024)) { range in
            let start = range.lowerBound * columns
            kernels.softmax_cross_entropy(
                scores + start,
                labels + range.lowerBound,
                probabilities + start,
                losses + range.lowerBound,
                range.count,
                columns
            )
        }
    }

    /// `(probability[i][j] - (j == label[i] ? 1 : 0)) / rows`.
    package func softmaxCrossEntropyGradient(
        _ probabilities: UnsafePointer<Float>,
        labels: UnsafePointer<Int32>,
        into out: UnsafeMutablePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        let kernels = kernels
        divide(rows, grain: Self.rowGrain(columns)) { range in
            let start = range.lowerBound * columns
            kernels.softmax_cross_entropy_gradient(
                probabilities + start,
                labels + range.lowerBound,
                Float(rows),
                out + start,
                range.count,
                columns
            )
        }
    }
}
