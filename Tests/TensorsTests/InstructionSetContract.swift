import Tensors
import Testing

/// What an instruction set owes to everyone else: the same bits.
struct InstructionSetContract {
    static let seed: UInt64 = 20_261_121

    let set: InstructionSet

    /// Sizes around every edge: of a vector, of a tile, of a block of k, of rows, of columns.
    private static let products: [(rows: Int, depth: Int, columns: Int)] = [
        (1, 1, 1), (1, 0, 1), (0, 3, 2), (3, 2, 0), (2, 3, 4), (5, 7, 3), (6, 16, 16), (7, 17, 15),
        (13, 5, 31), (14, 8, 32), (15, 9, 33), (16, 64, 10), (29, 31, 65), (3, 255, 17),
        (4, 256, 16), (5, 257, 18), (2, 600, 5), (64, 64, 64), (1, 100, 70), (70, 100, 1),
        (260, 20, 40), (20, 12, 1030),
    ]

    /// Compares matrix products with the plainest loop.
    func checkChains(_ transposing: Transposition) throws {
        for (index, size) in Self.products.enumerated() {
            let (rows, depth, columns) = size
            let seed = UInt64(index)
            let left =
                try transposing == .left
                ? Fixture.matrix(depth, rows, seed: seed)
                : Fixture.matrix(rows, depth, seed: seed)
            let right =
                try transposing == .right
                ? Fixture.matrix(columns, depth, seed: seed + 1000)
                : Fixture.matrix(depth, columns, seed: seed + 1000)
            let expected = try Tensor(
                rows: rows,
                columns: columns,
                elements: Self.chains(left, right, transposing)
            )
            for threads in 1...3 {
                let execution = try Execution(instructionSet: set, threads: threads)
                let product = try left.matrixProduct(
                    with: right,
                    transposing: transposing,
                    on: execution
                )
                #expect(product.differences(from: expected) == [], "\(size) on \(threads) threads")
            }
        }
    }

    /// The contract as plainly as it can be written: a chain of fused multiply-adds over k.
    private static func chains(
        _ left: Tensor,
        _ right: Tensor,
        _ transposing: Transposition
    ) -> [Float] {
        let (leftRows, leftColumns) = (left.shape.dimensions[0], left.shape.dimensions[1])
        let (rightRows, rightColumns) = (right.shape.dimensions[0], right.shape.dimensions[1])
        let (rows, depth) =
            transposing == .left ? (leftColumns, leftRows) : (leftRows, leftColumns)
        let columns = transposing == .right ? rightRows : rightColumns
        var product: [Float] = []
        for i in 0..<rows {
            for j in 0..<columns {
                var sum: Float = 0
                for k in 0..<depth {
                    let a = left.elements[transposing == .left ? k * rows + i : i * depth + k]
                    let b = right.elements[transposing == .right ? j * depth + k : k * columns + j]
                    sum.addProduct(a, b)
                }
                product.append(sum)
            }
        }
        return product
    }

    /// Compares an operator's results with those of one portable thread.
    func checkBits(_ operation: Operator, perturbation: UInt64? = nil) throws {
        let reference = try Execution(instructionSet: .portable, perturbation: perturbation)
        for (index, size) in Operator.sizes(random: 6, seed: Self.seed).enumerated() {
            let (rows, inner, columns) = size
            func results(_ execution: Execution) throws -> [Tensor] {
                try operation.results(
                    rows: rows,
                    inner: inner,
                    columns: columns,
                    seed: UInt64(index),
                    on: execution
                )
            }
            let expected = try results(reference)
            for threads in 1...3 {
                let execution = try Execution(
                    instructionSet: set,
                    threads: threads,
                    perturbation: perturbation
                )
                for (result, expected) in zip(try results(execution), expected) {
                    #expect(
                        result.differences(from: expected) == [],
                        "\(size), \(threads) threads, seed \(Self.seed)"
                    )
                }
            }
        }
    }

    func checkPerturbedBits(_ operation: Operator) throws {
        try checkBits(operation, perturbation: 7)
    }

    private static let special: [Float] = [
        .nan, .infinity, -.infinity, 0, -0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
        -.leastNormalMagnitude, 0x1p-133, -0x1p-140, 1, -1, 88.8, -104, 3,
        -.greatestFiniteMagnitude,
    ]

    /// Compares what operators make of every pair of special numbers.
    func checkSpecialNumbers() throws {
        let set = try Self.specialResults(Execution(instructionSet: set))
        let reference = try Self.specialResults(Execution(instructionSet: .portable))
        for (index, pair) in zip(set, reference).enumerated() {
            #expect(pair.0.differences(from: pair.1) == [], "result \(index)")
        }
    }

    private static func specialResults(_ execution: Execution) throws -> [Tensor] {
        let count = special.count
        let row = try Tensor(rows: 1, columns: count, elements: special)
        let right = try row.gatheringRows([Int](repeating: 0, count: count), on: execution)
        let left = try Tensor(
            rows: count,
            columns: count,
            elements: special.flatMap { [Float](repeating: $0, count: count) }
        )
        let labels = [Int](repeating: 3, count: count)
        let entropy = try right.softmaxCrossEntropy(labels: labels, on: execution)
        return [
            try left.adding(right, on: execution),
            try left.adding(right, scaledBy: 3, on: execution),
            try left.matrixProduct(with: right, transposing: .right, on: execution),
            try left.reshaped(to: Shape(rows: count * count, columns: 1))
                .matrixProduct(with: row, on: execution),
            try left.rectifierGradient(upstream: right, on: execution),
            try left.applying(.relu, on: execution),
            try left.applying(.exponential, on: execution),
            try left.applying(.logarithm, on: execution),
            left.scaled(by: 0.1, on: execution),
            try right.columnSums(on: execution),
            entropy.probabilities,
            try Tensor([entropy.loss, left.sum(on: execution)]),
        ]
    }
}
