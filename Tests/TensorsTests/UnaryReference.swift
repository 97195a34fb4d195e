import Tensors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension Unary {
    /// The function in double precision by the system's library.
    func reference(_ x: Double) -> Double {
        switch self {
        case .relu: x <= 0 ? 0 : x
        case .gelu: x == -.infinity ? 0 : 0.5 * x * erfc(-x / 2.0.squareRoot())
        case .silu: x == -.infinity ? 0 : x / (1 + exp(-x))
        case .tanh: Self.hyperbolicTangent(x)
        case .sigmoid: 1 / (1 + exp(-x))
        case .exponential: exp(x)
        case .logarithm: log(x)
        case .squareRoot: x.squareRoot()
        case .reciprocalSquareRoot: 1 / x.squareRoot()
        case .negate: -x
        case .square: x * x
        }
    }

    private static func hyperbolicTangent(_ x: Double) -> Double {
        let u = expm1(2 * abs(x))
        return abs(x) > 20 ? (x < 0 ? -1 : 1) : copysign(u / (u + 2), x)
    }

    /// The largest error in units of the exact value's last place.
    var errorMax: Double {
        switch self {
        case .gelu: 5.6
        case .silu: 3.2
        case .tanh: 2.5
        case .sigmoid: 2.4
        case .exponential, .logarithm: 1
        case .reciprocalSquareRoot: 1.5
        case .relu, .squareRoot, .negate, .square: 0.5
        }
    }
}
