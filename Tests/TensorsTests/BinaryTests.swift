import Tensors
import Testing

/// Operands of a shape, each with its strides.
private struct Operands {
    let shape: [Int]
    let (a, b): ([Int], [Int])

    static let all = [
        Operands(shape: [], a: [], b: []),
        Operands(shape: [3, 0, 4], a: [0, 4, 1], b: [0, 4, 1]),
        Operands(shape: [5], a: [1], b: [0]),
        Operands(shape: [70_001], a: [1], b: [1]),
        Operands(shape: [70_001], a: [0], b: [1]),
        // A bias of rows, of channels, and an outer sum.
        Operands(shape: [700, 100], a: [100, 1], b: [0, 1]),
        Operands(shape: [4, 3, 6000], a: [18_000, 6000, 1], b: [0, 1, 0]),
        Operands(shape: [300, 301], a: [1, 0], b: [0, 1]),
        // A transposed operand, one of four dimensions, and repetition from without and within.
        Operands(shape: [33, 17], a: [1, 33], b: [17, 1]),
        Operands(shape: [3, 5, 1, 7, 2], a: [70, 14, 14, 2, 1], b: [0, 7, 0, 1, 0]),
        Operands(shape: [2, 3, 4, 5], a: [1, 40, 10, 2], b: [60, 20, 5, 1]),
    ]

    var count: Int { shape.reduce(1, *) }

    /// How many elements an operand's memory holds.
    func extent(_ strides: [Int]) -> Int {
        1 + zip(shape, strides).map { max(0, $0 - 1) * $1 }.reduce(0, +)
    }

    func apply(
        _ function: Binary,
        _ left: [Float],
        _ right: [Float],
        _ execution: Execution
    )
        -> [Float]
    {
        let walk = PairedWalk(shape: shape, a: a, b: b)
        return [Float](made: count) {
            execution.apply(function, left, right, into: $0, along: walk)
        }
    }

    func inputs(_ seed: UInt64) -> ([Float], [Float]) {
        (
            Fixture.numbers(extent(a), seed: seed, scale: 3),
            Fixture.numbers(extent(b), seed: seed + 1, scale: 3)
        )
    }

    /// The definition: every index in turn.
    func reference(_ left: [Float], _ right: [Float], _ body: (Float, Float) -> Float) -> [Float] {
        (0..<count).map { place in
            var (rest, i, j) = (place, 0, 0)
            for dimension in shape.indices.reversed() {
                let index = rest % shape[dimension]
                rest /= shape[dimension]
                i += index * a[dimension]
                j += index * b[dimension]
            }
            return body(left[i], right[j])
        }
    }
}

extension KernelCase {
    static let binary = Binary.allCases.map { function in
        KernelCase(name: "binary \(function)") { execution in
            Operands.all.enumerated().map { index, operands in
                let (left, right) = operands.inputs(UInt64(index))
                return operands.apply(function, left, right, execution)
            }
        }
    }
}

@Suite struct BinaryTests {
    @Test(arguments: Binary.allCases)
    func `broadcast operands meet as their strides say`(function: Binary) throws {
        for (index, operands) in Operands.all.enumerated() {
            let (left, right) = operands.inputs(UInt64(index))
            let expected = operands.reference(left, right) { a, b in
                switch function {
                case .add: a + b
                case .subtract: a - b
                case .multiply: a * b
                case .divide: a / b
                }
            }
            for threads in [1, 3] {
                let execution = try Execution(threads: threads)
                let got = operands.apply(function, left, right, execution)
                #expect(got == expected, "operands \(index) on \(threads) threads")
            }
        }
    }

    @Test(arguments: Binary.allCases)
    func `a NaN on either side stays`(function: Binary) {
        let operands = Operands(shape: [2], a: [1], b: [1])
        let got = operands.apply(function, [.nan, 1], [1, .nan], .standard)
        #expect(got.allSatisfy { $0.isNaN })
    }
}
