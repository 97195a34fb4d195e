import CKernels

extension Execution {
    /// Elements that one thread takes at least; below it a thread costs more than it brings.
    static let elementGrain = 1 << 15
}

extension Tensor {
    /// Adds a bias vector to every row of a matrix: `out[i][j] = self[i][j] + bias[j]`.
    public func addingBias(_ bias: Tensor, on execution: Execution) throws(TensorError) -> Tensor {
        guard let (rows, columns) = shape.matrix, bias.shape.dimensions == [columns] else {
            throw mismatch("adding a bias", expected: "a matrix and a vector of its width", bias)
        }
        return Tensor(shape: shape) { out in
            withPointers(bias) { matrix, bias in
                guard let out = out.baseAddress else { return }
                execution.addBias(matrix, bias, into: out, rows: rows, columns: columns)
            }
        }
    }

    /// The rectifier, `x <= 0 ? +0 : x`.
    ///
    /// A NaN stays a NaN, so that divergence shows.
    public func rectified(on execution: Execution) -> Tensor {
        let kernels = execution.kernels
        return map(on: execution) { x, out, count in kernels.relu(x, out, count) }
    }

    /// The rectifier's gradient, `x > 0 ? upstream : +0`, where x (self) is its input or output.
    public func rectifierGradient(
        upstream: Tensor,
        on execution: Execution
    ) throws(TensorError) -> Tensor {
        let kernels = execution.kernels
        return try combine("the rectifier's gradient", upstream, on: execution) {
            kernels.relu_gradient($0, $1, $2, $3)
        }
    }

    /// The elementwise sum: `self + other`.
    public func adding(_ other: Tensor, on execution: Execution) throws(TensorError) -> Tensor {
        let kernels = execution.kernels
        return try combine("an addition", other, on: execution) { kernels.add($0, $1, $2, $3) }
    }

    /// Adds a multiple of another tensor: `fma(factor, other, self)`.
    public func adding(
        _ other: Tensor,
        scaledBy factor: Float,
        on execution: Execution
    ) throws(TensorError) -> Tensor {
        let kernels = execution.kernels
        return try combine("a scaled addition", other, on: execution) { y, x, out, count in
            kernels.add_scaled(x, factor, y, out, count)
        }
    }

    /// Every element times a factor.
    public func scaled(by factor: Float, on execution: Execution) -> Tensor {
        let kernels = execution.kernels
        return map(on: execution) { x, out, count in kernels.scale(x, factor, out, count) }
    }

    /// e to the power of every element, within one unit in the last place.
    public func exponential(on execution: Execution) -> Tensor {
        let kernels = execution.kernels
        return map(on: execution) { x, out, count in kernels.exponential(x, out, count) }
    }

    /// The natural logarithm of every element, within one unit in the last place.
    public func logarithm(on execution: Execution) -> Tensor {
        let kernels = execution.kernels
        return map(on: execution) { x, out, count in kernels.logarithm(x, out, count) }
    }

    /// One step of gradient descent with momentum, in place:
    /// `velocity = fma(momentum, velocity, gradient)`, then
    /// `parameters (self) = fma(-learningRate, velocity, parameters)`.
    public mutating func descend(
        along gradient: Tensor,
        velocity: inout Tensor,
        learningRate: Float,
        momentum: Float,
        on execution: Execution
    ) throws(TensorError) {
        guard shape == velocity.shape, shape == gradient.shape else {
            throw mismatch(
                "a descent step",
                expected: "parameters, velocity and gradient of one shape",
                velocity,
                gradient
            )
        }
        let kernels = execution.kernels
        let count = self.count
        withUnsafeMutableBufferPointer { parameters in
            velocity.withUnsafeMutableBufferPointer { velocity in
                gradient.withUnsafeBufferPointer { gradient in
                    guard let parameters = parameters.baseAddress,
                        let velocity = velocity.baseAddress,
                        let gradient = gradient.baseAddress
                    else { return }
                    execution.divide(count, grain: Execution.elementGrain) { range in
                        kernels.momentum_step(
                            parameters + range.lowerBound,
                            velocity + range.lowerBound,
                            gradient + range.lowerBound,
                            learningRate,
                            momentum,
                            range.count
                        )
                    }
                }
            }
        }
    }
}

extension Tensor {
    typealias Source = UnsafePointer<Float>
    typealias Target = UnsafeMutablePointer<Float>

    /// Rows that one thread takes at least.
    static func rowGrain(_ columns: Int) -> Int {
        max(1, Execution.elementGrain / max(1, columns))
    }

    /// Calls a closure with the elements of two tensors; not at all when either has none.
    func withPointers(_ other: Tensor, _ body: (Source, Source) -> Void) {
        withUnsafeBufferPointer { left in
            other.withUnsafeBufferPointer { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return }
                guard !self.elements.isEmpty, !other.elements.isEmpty else { return }
                body(left, right)
            }
        }
    }

    /// A tensor of the same shape whose elements a kernel makes, range by range.
    private func map(on execution: Execution, _ kernel: (Source, Target, Int) -> Void) -> Tensor {
        Tensor(shape: shape) { out in
            withUnsafeBufferPointer { x in
                guard let x = x.baseAddress, let out = out.baseAddress else { return }
                execution.divide(count, grain: Execution.elementGrain) { range in
                    kernel(x + range.lowerBound, out + range.lowerBound, range.count)
                }
            }
        }
    }

    /// A tensor whose elements a kernel makes from those of two tensors of the same shape.
    private func combine(
        _ operation: String,
        _ other: Tensor,
        on execution: Execution,
        _ kernel: (Source, Source, Target, Int) -> Void
    ) throws(TensorError) -> Tensor {
        guard shape == other.shape else {
            throw mismatch(operation, expected: "two tensors of one shape", other)
        }
        return Tensor(shape: shape) { out in
            withPointers(other) { left, right in
                guard let out = out.baseAddress else { return }
                execution.divide(count, grain: Execution.elementGrain) { range in
                    let start = range.lowerBound
                    kernel(left + start, right + start, out + start, range.count)
                }
            }
        }
    }
}
