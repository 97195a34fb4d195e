import CKernels

/// What becomes of the elements along one axis.
package enum Reduction: String, CaseIterable, Sendable {
    case sum
    case mean
    case maximum

    var code: assay_reduction {
        switch self {
        case .sum: ASSAY_SUM
        case .mean: ASSAY_MEAN
        case .maximum: ASSAY_MAXIMUM
        }
    }
}

extension Execution {
    /// Reduces x of [outer, count, inner] elements along the middle axis to [outer, inner].
    ///
    /// Neighbours (inner of 1) are added in the order of ``sum(_:count:)``, others in that of
    /// ``columnSums(_:into:rows:columns:)`` with the axis as the rows. A mean is the sum divided by
    /// the count. A maximum is a NaN if any element is, and a largest zero is +0. Nothing sums to +0,
    /// and its maximum is minus infinity.
    package func reduce(
        _ function: Reduction,
        _ x: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        outer: Int,
        count: Int,
        inner: Int
    ) {
        if function != .maximum, let order = order(of: count) {
            let taken = order.taking(x, outer: outer, inner: inner)
            return unperturbed.reduce(
                function,
                taken,
                into: out,
                outer: outer,
                count: count,
                inner: inner
            )
        }
        let kernel = kernels.reduction
        divide(outer * inner, grain: Self.rowGrain(count)) { range in
            kernel.apply(
                function.code,
                x,
                out,
                count,
                inner,
                range.lowerBound,
                range.upperBound
            )
        }
    }

    /// The gradient of a maximum along the middle axis of x [outer, count, inner], y [outer, inner]
    /// being the maximum: upstream at the first place that holds it, +0 elsewhere.
    package func maximumGradient(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        outer: Int,
        count: Int,
        inner: Int
    ) {
        let kernel = kernels.reduction
        divide(outer * inner, grain: Self.rowGrain(count)) { range in
            kernel.maximum_gradient(
                x,
                y,
                upstream,
                out,
                count,
                inner,
                range.lowerBound,
                range.upperBound
            )
        }
    }
}
