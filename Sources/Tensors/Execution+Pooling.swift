import CKernels

extension Execution {
    /// The largest element of each window, into `out` `[planes, outHeight, outWidth]`, and its place
    /// y * width + x in the plane, into `places`.
    ///
    /// Order: a window is walked row by row; an element replaces those before it if it is larger or
    /// a NaN. Padding never wins: a window without any element of the plane is -infinity, at place
    /// -1, one of nothing but -infinity is at its first element. A plane has fewer than 2^31
    /// elements.
    package func maxPool(
        _ shape: PoolingShape,
        input: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        places: UnsafeMutablePointer<Int32>
    ) {
        divide(shape) { kernels, extents, range in
            kernels.largest(extents, input, out, places, range.lowerBound, range.upperBound)
        }
    }

    /// The gradient of ``maxPool(_:input:into:places:)`` by its input, into `out`
    /// `[planes, height, width]`, from `upstream` `[planes, outHeight, outWidth]`.
    ///
    /// Order: each element is a chain of additions from +0 of the upstream elements whose place it
    /// is, in ascending order.
    package func maxPoolGradient(
        _ shape: PoolingShape,
        upstream: UnsafePointer<Float>,
        places: UnsafePointer<Int32>,
        into out: UnsafeMutablePointer<Float>
    ) {
        guard perturbation == nil else {
            return perturbedMaxPoolGradient(shape, upstream: upstream, places: places, into: out)
        }
        divide(shape) { kernels, extents, range in
            kernels.largest_gradient(
                extents,
                upstream,
                places,
                out,
                range.lowerBound,
                range.upperBound
            )
        }
    }

    /// The average of each window, into `out` `[planes, outHeight, outWidth]`.
    ///
    /// Order: a chain of additions from +0 of the window's elements row by row, divided by the
    /// number of the window's places, padding included.
    package func averagePool(
        _ shape: PoolingShape,
        input: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>
    ) {
        guard perturbation == nil else {
            return perturbedAveragePool(shape, input: input, into: out)
        }
        divide(shape) { kernels, extents, range in
            kernels.average(extents, input, out, range.lowerBound, range.upperBound)
        }
    }

    /// The gradient of ``averagePool(_:input:into:)`` by its input, into `out`
    /// `[planes, height, width]`, from `upstream` `[planes, outHeight, outWidth]`.
    ///
    /// Order: each element is a chain of additions from +0 of upstream / (number of the window's
    /// places) over the windows that hold it, in ascending order.
    package func averagePoolGradient(
        _ shape: PoolingShape,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>
    ) {
        guard perturbation == nil else {
            return perturbedAveragePoolGradient(shape, upstream: upstream, into: out)
        }
        divide(shape) { kernels, extents, range in
            kernels.average_gradient(extents, upstream, out, range.lowerBound, range.upperBound)
        }
    }

    /// Divides a pooling by planes.
    private func divide(
        _ shape: PoolingShape,
        _ body: (assay_pooling_kernels, UnsafePointer<assay_pooling>, Range<Int>) -> Void
    ) {
        let kernels = kernels.pooling
        withUnsafePointer(to: shape.extents) { extents in
            divide(shape.planes, grain: shape.grain) { body(kernels, extents, $0) }
        }
    }
}
