package import Tensors

/// What one node of a graph computes.
///
/// The order of the arithmetic inside each operator is Tensors' business; what stands here is its
/// interface: which shapes it takes, what it costs and how gradients pass through it.
public enum Operator: String, CaseIterable, Hashable, Sendable {
    /// `A B`.
    case product
    /// `A B^T`: samples by weights.
    case productTransposedRight
    /// `A^T B`: the gradient of weights.
    case productTransposedLeft
    /// A bias added to each row.
    case addBias
    /// `max(x, 0)`.
    case relu
    /// The upstream gradient where the output of `relu` is positive, zero elsewhere.
    case reluGradient
    /// The mean loss of the rows of scores, and the rows' softmax.
    case softmaxCrossEntropy
    /// From the softmax, the gradient of the mean loss by the scores.
    case softmaxCrossEntropyGradient
    /// The sum of each column: the gradient of a bias.
    case columnSums
    /// `v <- momentum v + g`, then `w <- w - learningRate v`, both in place.
    case momentumUpdate
}

/// A line of the operator table.
package struct OperatorRule: Sendable {
    /// Where a gradient comes from, seen from the node that it passes through.
    package enum Operand: Sendable {
        case input(Int)
        case output(Int)
        case upstream
    }

    /// The gradient of one input.
    package enum Gradient: Sendable {
        /// The input takes no gradient.
        case none
        /// A value that exists already.
        case value(Operand)
        /// A new node.
        case node(Operator, [Operand])
    }

    /// The dimensions of the outputs, or nothing when the inputs do not fit together.
    package let outputs: @Sendable ([Shape]) -> [[Int]]?
    /// The floating-point operations: one for each addition, multiplication, division, comparison,
    /// exponential or logarithm, two for a fused multiply-add.
    package let flops: @Sendable ([Shape]) -> Int
    /// The gradient of each input.
    package let gradients: [Gradient]
    /// The inputs that are changed in place.
    package let changes: [Int]

    fileprivate init(
        _ outputs: @escaping @Sendable ([Shape]) -> [[Int]]?,
        flops: @escaping @Sendable ([Shape]) -> Int,
        gradients: [Gradient] = [],
        changes: [Int] = []
    ) {
        self.outputs = outputs
        self.flops = flops
        self.gradients = gradients
        self.changes = changes
    }
}

extension Operator {
    /// This operator's line of the table: shapes, cost, gradients.
    package var rule: OperatorRule {
        switch self {
        case .product:
            OperatorRule(
                { $0.product(inner: 1, 0) },
                flops: { 2 * $0[0].elementCount * $0[1][1] }
            )
        case .productTransposedRight:
            OperatorRule(
                { $0.product(inner: 1, 1) },
                flops: { 2 * $0[0].elementCount * $0[1][0] },
                gradients: [
                    .node(.product, [.upstream, .input(1)]),
                    .node(.productTransposedLeft, [.upstream, .input(0)]),
                ]
            )
        case .productTransposedLeft:
            OperatorRule(
                { $0.product(inner: 0, 0) },
                flops: { 2 * $0[0].elementCount * $0[1][1] }
            )
        case .addBias:
            OperatorRule(
                { $0.fit(2, 1) && $0[0][1] == $0[1][0] ? [$0[0].dimensions] : nil },
                flops: { $0[0].elementCount },
                gradients: [.value(.upstream), .node(.columnSums, [.upstream])]
            )
        case .relu:
            OperatorRule(
                { $0.fit(2) ? [$0[0].dimensions] : nil },
                flops: { $0[0].elementCount },
                gradients: [.node(.reluGradient, [.output(0), .upstream])]
            )
        case .reluGradient:
            OperatorRule(
                { $0.fit(2, 2) && $0[0] == $0[1] ? [$0[0].dimensions] : nil },
                flops: { $0[0].elementCount }
            )
        case .softmaxCrossEntropy:
            // A score is compared, reduced by the maximum, exponentiated, added and divided; a row
            // takes a logarithm, two subtractions and an addition to the mean.
            OperatorRule(
                { $0.fit(2, 1) && $0[0][0] == $0[1][0] ? [[], $0[0].dimensions] : nil },
                flops: { 5 * $0[0].elementCount + 4 * $0[0][0] },
                gradients: [.node(.softmaxCrossEntropyGradient, [.output(1), .input(1)]), .none]
            )
        case .softmaxCrossEntropyGradient:
            OperatorRule(
                { $0.fit(2, 1) && $0[0][0] == $0[1][0] ? [$0[0].dimensions] : nil },
                flops: { 2 * $0[0].elementCount }
            )
        case .columnSums:
            OperatorRule({ $0.fit(2) ? [[$0[0][1]]] : nil }, flops: { $0[0].elementCount })
        case .momentumUpdate:
            OperatorRule(
                { $0.count == 3 && $0[0] == $0[1] && $0[0] == $0[2] ? [] : nil },
                flops: { 4 * $0[0].elementCount },
                changes: [0, 1]
            )
        }
    }

    /// What one application costs: floating-point operations, and bytes read and written.
    ///
    /// Every value, labels too, takes four bytes an element.
    package func cost(inputs: [Shape], outputs: [Shape]) -> OperatorCost {
        let rule = rule
        let changed = rule.changes.map { inputs[$0] }
        let bytes = (inputs + outputs + changed).reduce(0) { $0 + $1.byteCount }
        return OperatorCost(flops: Int64(rule.flops(inputs)), bytes: bytes)
    }
}

/// What one application of an operator costs.
package struct OperatorCost: Hashable, Sendable {
    package let flops: Int64
    package let bytes: Int64
}

extension Shape {
    /// The bytes that a value of this shape takes, four an element.
    package var byteCount: Int64 { Int64(4 * elementCount) }

    fileprivate subscript(axis: Int) -> Int { dimensions[axis] }
}

extension [Shape] {
    /// The output of a product of two matrices whose stated axes are summed over, if they agree.
    fileprivate func product(inner left: Int, _ right: Int) -> [[Int]]? {
        guard fit(2, 2), self[0][left] == self[1][right] else { return nil }
        return [[self[0][1 - left], self[1][1 - right]]]
    }

    /// Whether there are as many shapes as ranks, each of its rank.
    fileprivate func fit(_ ranks: Int...) -> Bool {
        count == ranks.count && zip(self, ranks).allSatisfy { $0.rank == $1 }
    }
}
