import CKernels

/// Gradient descent as PyTorch's SGD, without dampening.
package struct Descent: Hashable, Sendable {
    package var learningRate: Float
    package var momentum: Float
    /// L2 regularisation; with exactly 0 the gradient is taken as it is.
    package var weightDecay: Float
    package var isNesterov: Bool

    package init(
        learningRate: Float,
        momentum: Float = 0,
        weightDecay: Float = 0,
        isNesterov: Bool = false
    ) {
        self.learningRate = learningRate
        self.momentum = momentum
        self.weightDecay = weightDecay
        self.isNesterov = isNesterov
    }
}

/// One step of Adam or AdamW, every scalar made in double precision and rounded to float once.
package struct AdamStep: Sendable {
    let code: assay_adam

    /// How a decay of the parameters enters.
    package enum Decay: Hashable, Sendable {
        case none
        /// Adam's L2 regularisation: a part of the gradient.
        case gradient(Double)
        /// AdamW: the parameters shrink by `1 - learningRate * decay` first.
        case decoupled(Double)
    }

    /// Step `number`, counted from 1, of a run with these settings.
    package init(
        number: Int,
        learningRate: Double,
        firstDecay: Double = 0.9,
        secondDecay: Double = 0.999,
        epsilon: Double = 1e-8,
        weightDecay: Decay = .none
    ) {
        let firstCorrection = 1 - Self.power(firstDecay, number)
        let secondCorrection = 1 - Self.power(secondDecay, number)
        let (gradientDecay, parameterKeep): (Double, Double) =
            switch weightDecay {
            case .none: (0, 1)
            case .gradient(let decay): (decay, 1)
            case .decoupled(let decay): (0, 1 - learningRate * decay)
            }
        code = assay_adam(
            rate: Float(learningRate / firstCorrection),
            first_keep: Float(firstDecay),
            first_share: Float(1 - firstDecay),
            second_keep: Float(secondDecay),
            second_share: Float(1 - secondDecay),
            second_root: Float(secondCorrection.squareRoot()),
            epsilon: Float(epsilon),
            decay: Float(gradientDecay),
            parameter_keep: Float(parameterKeep)
        )
    }

    /// By squaring, from the exponent's lowest bit up: the same bits everywhere, as a library's
    /// power is not.
    static func power(_ base: Double, _ exponent: Int) -> Double {
        var (result, square, rest) = (1.0, base, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }
}

extension Execution {
    /// One step of gradient descent, in place.
    ///
    /// `g = fma(decay, w, gradient)`; `v = fma(momentum, v, g)`;
    /// `s = nesterov ? fma(momentum, v, g) : v`; `w = fma(-rate, s, w)`. Without a velocity there is
    /// no momentum, and s is g.
    package func step(
        _ descent: Descent,
        parameters: UnsafeMutablePointer<Float>,
        velocity: UnsafeMutablePointer<Float>?,
        gradient: UnsafePointer<Float>,
        count: Int
    ) {
        let kernel = kernels.optimizer
        let settings = assay_descent(
            rate: descent.learningRate,
            momentum: descent.momentum,
            decay: descent.weightDecay,
            nesterov: descent.isNesterov
        )
        divide(count, grain: Self.elementGrain) { range in
            let start = range.lowerBound
            kernel.descent(
                settings,
                parameters + start,
                velocity.map { $0 + start },
                gradient + start,
                range.count
            )
        }
    }

    /// One step of Adam or AdamW, in place, with the first and second moments.
    ///
    /// `p = w keep`; `g = fma(decay, w, gradient)`; `m = fma(beta1, m, (1 - beta1) g)`;
    /// `v = fma(beta2, v, (1 - beta2) (g g))`;
    /// `w = fma(-rate, m / (sqrt(v) / root + epsilon), p)`, with `rate = learningRate / (1 - beta1^t)`
    /// and `root = sqrt(1 - beta2^t)`.
    package func step(
        _ adam: AdamStep,
        parameters: UnsafeMutablePointer<Float>,
        first: UnsafeMutablePointer<Float>,
        second: UnsafeMutablePointer<Float>,
        gradient: UnsafePointer<Float>,
        count: Int
    ) {
        let kernel = kernels.optimizer
        divide(count, grain: Self.elementGrain) { range in
            let start = range.lowerBound
            kernel.adam(
                adam.code,
                parameters + start,
                first + start,
                second + start,
                gradient + start,
                range.count
            )
        }
    }

    /// The sum of squares in double precision, in the order of ``sum(_:count:)``.
    package func sumOfSquares(_ values: UnsafePointer<Float>, count: Int) -> Double {
        guard let order = order(of: count) else {
            return kernels.optimizer.sum_of_squares(values, count)
        }
        return kernels.optimizer.sum_of_squares(order.taking(values), count)
    }
}
