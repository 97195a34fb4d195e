import CKernels

extension Execution {
    /// Rows of a table [any, width] chosen by their indices: `out[t] = table[indices[t]]`.
    ///
    /// The indices lie within the table. Along a first axis of higher rank the width is the product
    /// of all other extents.
    package func gather(
        _ table: UnsafePointer<Float>,
        indices: UnsafePointer<Int32>,
        into out: UnsafeMutablePointer<Float>,
        count: Int,
        width: Int
    ) {
        let kernel = kernels.gather
        divide(count, grain: Self.rowGrain(width)) { range in
            let start = range.lowerBound
            kernel.gather(table, indices + start, out + start * width, range.count, width)
        }
    }

    /// Rows of a table [any, width] chosen by their numbers, which lie within it:
    /// `out[t] = table[rows[t]]`.
    package func gather(
        _ table: UnsafePointer<Float>,
        rows: ArraySlice<Int>,
        into out: UnsafeMutablePointer<Float>,
        width: Int
    ) {
        divide(rows.count, grain: Self.rowGrain(width)) { range in
            for place in range {
                let row = table + rows[rows.startIndex + place] * width
                (out + place * width).update(from: row, count: width)
            }
        }
    }

    /// The table's gradient [tableRows, width]: row r is the sum of the upstream rows [count, width]
    /// whose index is r, each element a chain of additions from +0 in ascending order.
    package func gatherGradient(
        upstream: UnsafePointer<Float>,
        indices: UnsafePointer<Int32>,
        into out: UnsafeMutablePointer<Float>,
        count: Int,
        width: Int,
        tableRows: Int
    ) {
        if let order = order(of: count) {
            return unperturbed.gatherGradient(
                upstream: order.taking(upstream, inner: width),
                indices: order.taking(indices),
                into: out,
                count: count,
                width: width,
                tableRows: tableRows
            )
        }
        let kernel = kernels.gather
        divide(tableRows, grain: Self.rowGrain(width)) { range in
            kernel.scatter(
                upstream,
                indices,
                out,
                count,
                width,
                range.lowerBound,
                range.upperBound
            )
        }
    }

    /// `out[i] = condition[i] != 0 ? a[i] : b[i]`, where a NaN is not 0.
    ///
    /// A step of 0 repeats an operand's one element, a step of 1 walks it.
    package func choose(
        where condition: UnsafePointer<Float>,
        _ a: UnsafePointer<Float>,
        step aStep: Int,
        _ b: UnsafePointer<Float>,
        step bStep: Int,
        into out: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        let kernel = kernels.gather
        divide(count, grain: Self.elementGrain) { range in
            let start = range.lowerBound
            kernel.choose(
                condition + start,
                a + start * aStep,
                aStep,
                b + start * bStep,
                bStep,
                out + start,
                range.count
            )
        }
    }
}
