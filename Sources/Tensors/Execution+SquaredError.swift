import CKernels

extension Execution {
    /// `sum((a - b)^2) / count`, in the order of ``sum(_:count:)``.
    package func meanSquaredError(
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        count: Int
    ) -> Float {
        guard let order = order(of: count) else { return kernels.squared_error.mean(a, b, count) }
        return kernels.squared_error.mean(order.taking(a), order.taking(b), count)
    }

    /// The mean squared error's gradient by a: `out = (a - b) f`, `f = (upstream + upstream) / count`.
    ///
    /// That by b is the same with a and b exchanged.
    package func meanSquaredErrorGradient(
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        upstream: Float,
        into out: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        let kernel = kernels.squared_error
        let factor = (upstream + upstream) / Float(count)
        divide(count, grain: Self.elementGrain) { range in
            let start = range.lowerBound
            kernel.gradient(a + start, b + start, factor, out + start, range.count)
        }
    }
}
