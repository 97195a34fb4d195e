import CKernels

/// A function of one number, applied element by element.
package enum Unary: String, CaseIterable, Sendable {
    /// `x <= 0 ? +0 : x`.
    case relu
    /// x times the normal distribution function: the exact GELU, `x (1 + erf(x / sqrt 2)) / 2`.
    case gelu
    /// x times its sigmoid.
    case silu
    case tanh
    /// `1 / (1 + e^-x)`.
    case sigmoid
    case exponential
    /// The natural logarithm.
    case logarithm
    case squareRoot
    /// `1 / sqrt(x)`.
    case reciprocalSquareRoot
    case negate
    case square

    var code: assay_unary {
        switch self {
        case .relu: ASSAY_RELU
        case .gelu: ASSAY_GELU
        case .silu: ASSAY_SILU
        case .tanh: ASSAY_TANH
        case .sigmoid: ASSAY_SIGMOID
        case .exponential: ASSAY_EXPONENTIAL
        case .logarithm: ASSAY_LOGARITHM
        case .squareRoot: ASSAY_SQUARE_ROOT
        case .reciprocalSquareRoot: ASSAY_RECIPROCAL_SQUARE_ROOT
        case .negate: ASSAY_NEGATE
        case .square: ASSAY_SQUARE
        }
    }
}

extension Execution {
    /// `out[i] = function(x[i])`, exactly as assay_unary.h says.
    ///
    /// `out` may be `x`.
    package func apply(
        _ function: Unary,
        _ x: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        let kernel = kernels.unary
        divide(count, grain: Self.elementGrain) { range in
            let start = range.lowerBound
            kernel.apply(function.code, x + start, out + start, range.count)
        }
    }

    /// The function's gradient: upstream times its slope, where y is what ``Unary`` made of x.
    ///
    /// `out` may be `upstream`.
    package func applyGradient(
        _ function: Unary,
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        let kernel = kernels.unary
        divide(count, grain: Self.elementGrain) { range in
            let start = range.lowerBound
            kernel.gradient(
                function.code,
                x + start,
                y + start,
                upstream + start,
                out + start,
                range.count
            )
        }
    }
}
