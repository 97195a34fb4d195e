import CKernels

extension Tensor {
    /// The elementwise sum: `self + other`.
    public func adding(_ other: Tensor, on execution: Execution) throws(TensorError) -> Tensor {
        try adding(other, scaledBy: 1, on: execution)
    }

    /// Adds a multiple of another tensor: `fma(factor, other, self)`.
    public func adding(
        _ other: Tensor,
        scaledBy factor: Float,
        on execution: Execution
    ) throws(TensorError) -> Tensor {
        guard shape == other.shape else {
            throw mismatch("an addition", expected: "two tensors of one shape", other)
        }
        let kernels = execution.kernels
        return Tensor(shape: shape) { out in
            withUnsafeBufferPointer { y in
                other.withUnsafeBufferPointer { x in
                    guard let x = x.baseAddress, let y = y.baseAddress, let out = out.baseAddress
                    else { return }
                    execution.divide(count, grain: Execution.elementGrain) { range in
                        let start = range.lowerBound
                        kernels.add_scaled(x + start, factor, y + start, out + start, range.count)
                    }
                }
            }
        }
    }

    /// Every element times a factor.
    public func scaled(by factor: Float, on execution: Execution) -> Tensor {
        Tensor(shape: shape) { out in
            guard let out = out.baseAddress else { return }
            execution.apply(
                .multiply,
                elements,
                [factor],
                into: out,
                along: PairedWalk(shape: [count], a: [1], b: [0])
            )
        }
    }
}
