import Graphs
import JSON
import Tensors

/// An operator with inputs to try it on.
struct OperatorCase: CustomStringConvertible {
    let kind: OperatorKind
    let inputs: [[Int]]
    var settings = Operator.Settings()
    /// Where the inputs' elements lie.
    var range: ClosedRange<Float> = -1...1
    /// The inputs by which there is a gradient.
    var differentiated: [Int]?

    var description: String { "\(kind.rawValue)\(inputs)" }

    init(
        _ kind: OperatorKind,
        _ inputs: [Int]...,
        range: ClosedRange<Float> = -1...1,
        differentiated: [Int]? = nil,
        _ change: (inout Operator.Settings) -> Void = { _ in }
    ) {
        self.kind = kind
        self.inputs = inputs
        self.range = range
        self.differentiated = differentiated
        change(&settings)
    }

    /// Every operator that gradients pass through.
    static let differentiable: [OperatorCase] = [
        OperatorCase(.product, [3, 4], [4, 5]),
        OperatorCase(.product, [2, 3, 4], [2, 4, 5]),
        OperatorCase(.productTransposedRight, [3, 4], [5, 4]),
        OperatorCase(.productTransposedLeft, [4, 3], [4, 5]),
        OperatorCase(.add, [3, 4], [4]),
        OperatorCase(.subtract, [3, 1, 2], [4, 1]),
        OperatorCase(.multiply, [2, 3, 4], [3, 1]),
        OperatorCase(.divide, [3, 4], [3, 4], range: 0.5...1.5),
        OperatorCase(.divide, [], [3], range: 0.5...1.5),
        OperatorCase(.scale, [3, 2]) { $0.amount = number("2.5") },
        OperatorCase(.shift, [3, 2]) { $0.amount = number("2.5") },
        // Away from zero, where the slope jumps.
        OperatorCase(.relu, [4, 3], range: 0.1...1),
        OperatorCase(.gelu, [4, 3]),
        OperatorCase(.silu, [4, 3]),
        OperatorCase(.tanh, [4, 3]),
        OperatorCase(.sigmoid, [4, 3]),
        OperatorCase(.exp, [4, 3]),
        OperatorCase(.log, [4, 3], range: 0.5...1.5),
        OperatorCase(.sqrt, [4, 3], range: 0.5...1.5),
        OperatorCase(.rsqrt, [4, 3], range: 0.5...1.5),
        OperatorCase(.negate, [4, 3]),
        OperatorCase(.square, [4, 3]),
        OperatorCase(.addBias, [3, 4], [4]),
        OperatorCase(.addBias, [2, 3, 4], [4]),
        OperatorCase(.where, [4, 3], [4, 3], [4, 3], differentiated: [1, 2]),
        OperatorCase(.dropout, [6, 5]) { $0.amount = number("0.4") },
        OperatorCase(.sum, [3, 4, 2]) { $0.axis = 1 },
        OperatorCase(.sum, [3, 4]) { $0.axis = 1 },
        OperatorCase(.mean, [3, 4, 2]) { $0.axis = 0 },
        OperatorCase(.max, [3, 40]) { $0.axis = 1 },
        OperatorCase(.expand, [3, 2]) {
            $0.axis = 1
            $0.to = 4
        },
        OperatorCase(.spread, [3, 2]) {
            $0.axis = 2
            $0.to = 4
        },
        OperatorCase(.softmax, [3, 5]),
        OperatorCase(.logSoftmax, [2, 3, 5]),
        OperatorCase(.meanSquaredError, [3, 5], [3, 5]),
        OperatorCase(.layerNorm, [3, 6], [6], [6]),
        OperatorCase(.rmsNorm, [2, 3, 6], [6]),
        OperatorCase(.batchNorm, [3, 2, 4, 2], [2], [2], [2], [2], differentiated: [0, 1, 2]) {
            $0.amount = number("0.1")
        },
        OperatorCase(.reshape, [3, 4]) { $0.extents = [2, 6] },
        OperatorCase(.permute, [3, 4, 2]) { $0.extents = [2, 0, 1] },
        OperatorCase(.slice, [3, 5, 2]) {
            $0.axis = 1
            $0.from = 1
            $0.to = 4
        },
        OperatorCase(.concatenate, [3, 2], [3, 4], [3, 1]) { $0.axis = 1 },
        OperatorCase(.convolution, [2, 4, 6, 5], [6, 2, 3, 3], [6]) {
            $0.window = Window(height: 3, width: 3, stride: 2, padding: 1)
            $0.groups = 2
        },
        OperatorCase(.convolution, [2, 2, 5, 5], [3, 2, 2, 2]) {
            $0.window = Window(height: 2, width: 2)
        },
        OperatorCase(.maxPool, [2, 3, 6, 6]) {
            $0.window = Window(height: 2, width: 2, stride: 2)
        },
        OperatorCase(.averagePool, [2, 3, 5, 5]) {
            $0.window = Window(height: 3, width: 3, stride: 2, padding: 1)
        },
        OperatorCase(.attention, [2, 5, 24]) { $0.heads = 2 },
        OperatorCase(.attention, [1, 4, 12]) {
            $0.heads = 1
            $0.isCausal = false
        },
    ]

    private static func number(_ text: String) -> DecimalNumber {
        DecimalNumber(text) ?? .zero
    }
}
