public import JSON

/// One layer of a model.
///
/// What a layer takes and gives is stated for one sample; a batch adds an axis before the first.
public indirect enum Layer: Hashable, Sendable {
    /// `x W^T + b` along the last axis, with a weight for each pair of output and input and a bias
    /// for each output.
    case linear(outputs: Int, hasBias: Bool = true)
    /// A function of each element.
    case function(Function)
    /// Weights over a window of each group of channels, `[channels, rows, columns]`, and a bias.
    case convolution(outputs: Int, window: Int, stride: Int = 1, padding: Int = 0, groups: Int = 1)
    /// The largest element of each window.
    case maxPool(window: Int, stride: Int, padding: Int = 0)
    /// The mean of each window; places beyond the edge count as zeros.
    case averagePool(window: Int, stride: Int, padding: Int = 0)
    /// All axes as one.
    case flatten
    /// The same elements under other extents.
    case reshape([Int])
    /// The last axis brought to mean 0 and variance 1, then a weight and a bias for each place.
    case layerNorm(epsilon: DecimalNumber = .epsilon)
    /// The last axis divided by its root mean square, then a weight for each place.
    case rmsNorm(epsilon: DecimalNumber = .epsilon)
    /// Each channel brought to mean 0 and variance 1 over the batch, then a weight and a bias;
    /// evaluation uses running averages.
    case batchNorm(epsilon: DecimalNumber = .epsilon, momentum: DecimalNumber = .batchNormMomentum)
    /// Elements set to zero with this probability, and the others enlarged; in training only.
    case dropout(DecimalNumber)
    /// A row of a table for each place's whole number.
    case embedding(vocabulary: Int, width: Int)
    /// A row of a table added to each position.
    case positions
    /// Multi-head attention of `[positions, width]` to itself: queries, keys and values by a linear
    /// layer, the heads' results through another.
    case attention(heads: Int, isCausal: Bool = true)
    /// Layers whose result is added to what they took.
    case residual([Layer])
    /// The same layers, with the same parameters, so many times.
    case `repeat`(limit: Int, [Layer])
    /// The same layers as long as the mean square of what they took is above a bound, at most so
    /// many times.
    case `while`(limit: Int, above: DecimalNumber, [Layer])

    /// A function of each element, as a layer.
    public enum Function: String, CaseIterable, Hashable, Sendable {
        case relu, gelu, silu, tanh, sigmoid, exp, log, sqrt, rsqrt, negate, square
        case softmax, logSoftmax

        var kind: OperatorKind {
            switch self {
            case .relu: .relu
            case .gelu: .gelu
            case .silu: .silu
            case .tanh: .tanh
            case .sigmoid: .sigmoid
            case .exp: .exp
            case .log: .log
            case .sqrt: .sqrt
            case .rsqrt: .rsqrt
            case .negate: .negate
            case .square: .square
            case .softmax: .softmax
            case .logSoftmax: .logSoftmax
            }
        }
    }
}

extension DecimalNumber {
    /// How much a batch moves the running averages of a batch normalisation, as elsewhere.
    public static let batchNormMomentum = DecimalNumber("0.1") ?? .zero
}
