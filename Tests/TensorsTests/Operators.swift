import Tensors

/// Every operator, on inputs that follow from a seed and a size: what bits it must give is asked
/// of all of them in the same way.
enum Operator: String, CaseIterable, Sendable {
    case matrixProduct
    case matrixProductLeftTransposed
    case matrixProductRightTransposed
    case addingBias
    case rectified
    case rectifierGradient
    case adding
    case addingScaled
    case scaled
    case exponential
    case logarithm
    case softmaxCrossEntropy
    case softmaxCrossEntropyGradient
    case columnSums
    case sum
    case descend
    case gatheringRows

    /// The operators in which a perturbation changes the order of additions.
    static let reductions: [Operator] = [
        .matrixProduct, .matrixProductLeftTransposed, .matrixProductRightTransposed, .columnSums,
        .sum, .softmaxCrossEntropy,
    ]

    /// Numbers of rows, columns and inner places around the edges of vectors, tiles and blocks, and
    /// some at random.
    static func sizes(random count: Int, seed: UInt64) -> [(rows: Int, inner: Int, columns: Int)] {
        var generator = Philox(seed: seed)
        var sizes = [
            (1, 1, 1), (3, 5, 7), (13, 17, 15), (14, 8, 32), (15, 9, 33), (33, 31, 17),
            (64, 64, 10), (65, 70, 16), (5, 257, 18), (1, 100, 70),
        ]
        for _ in 0..<count {
            sizes.append(
                (
                    Int(generator.next(below: 100)) + 1, Int(generator.next(below: 300)) + 1,
                    Int(generator.next(below: 100)) + 1
                )
            )
        }
        return sizes
    }

    /// What the operator makes of inputs that follow from the seed.
    func results(
        rows: Int,
        inner: Int,
        columns: Int,
        seed: UInt64,
        on execution: Execution
    ) throws -> [Tensor] {
        let input = try Fixture.matrix(rows, columns, seed: seed)
        let other = try Fixture.matrix(rows, columns, seed: seed + 1)
        let labels = Fixture.labels(rows, classes: columns, seed: seed)
        switch self {
        case .matrixProduct:
            let left = try Fixture.matrix(rows, inner, seed: seed)
            let right = try Fixture.matrix(inner, columns, seed: seed + 1)
            return [try left.matrixProduct(with: right, on: execution)]
        case .matrixProductLeftTransposed:
            let left = try Fixture.matrix(inner, rows, seed: seed)
            let right = try Fixture.matrix(inner, columns, seed: seed + 1)
            return [try left.matrixProduct(with: right, transposing: .left, on: execution)]
        case .matrixProductRightTransposed:
            let left = try Fixture.matrix(rows, inner, seed: seed)
            let right = try Fixture.matrix(columns, inner, seed: seed + 1)
            return [try left.matrixProduct(with: right, transposing: .right, on: execution)]
        case .addingBias:
            return [try input.addingBias(Fixture.vector(columns, seed: seed + 1), on: execution)]
        case .rectified: return [try input.applying(.relu, on: execution)]
        case .rectifierGradient:
            return [try input.rectifierGradient(upstream: other, on: execution)]
        case .adding: return [try input.adding(other, on: execution)]
        case .addingScaled: return [try input.adding(other, scaledBy: 0.3, on: execution)]
        case .scaled: return [input.scaled(by: 0.3, on: execution)]
        case .exponential:
            return [
                try input.scaled(by: 110, on: execution).applying(.exponential, on: execution)
            ]
        case .logarithm:
            return [
                try input.applying(.relu, on: execution).applying(.logarithm, on: execution)
            ]
        case .softmaxCrossEntropy:
            let result = try input.scaled(by: 9, on: execution)
                .softmaxCrossEntropy(labels: labels, on: execution)
            return [result.probabilities, try Tensor([result.loss])]
        case .softmaxCrossEntropyGradient:
            return [try input.softmaxCrossEntropyGradient(labels: labels, on: execution)]
        case .columnSums: return [try input.columnSums(on: execution)]
        case .sum: return [try Tensor([input.sum(on: execution)])]
        case .descend:
            var (parameters, velocity) = (input, other)
            let gradient = try Fixture.matrix(rows, columns, seed: seed + 2)
            for _ in 0..<2 {
                parameters.descend(
                    along: gradient,
                    velocity: &velocity,
                    learningRate: 0.05,
                    momentum: 0.9,
                    on: execution
                )
            }
            return [parameters, velocity]
        case .gatheringRows:
            var generator = Philox(seed: seed)
            return [try input.gatheringRows(generator.permutation(of: rows), on: execution)]
        }
    }
}
