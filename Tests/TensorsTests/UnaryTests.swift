import Tensors
import Testing

extension KernelCase {
    static let unary = Unary.allCases.map { function in
        KernelCase(name: "unary \(function)") { execution in
            Self.lengths.flatMap { count in
                let specials = count == 33 ? [Float].special : []
                let x = Fixture.numbers(count - specials.count, seed: 1, scale: 30) + specials
                let upstream = Fixture.numbers(count, seed: 2)
                let y = [Float](made: count) {
                    execution.apply(function, x, into: $0, count: count)
                }
                let gradient = [Float](made: count) {
                    execution
                        .applyGradient(function, x, y, upstream: upstream, into: $0, count: count)
                }
                return [y, gradient]
            }
        }
    }
}

@Suite struct UnaryTests {
    private static func values(_ function: Unary, _ x: [Float]) -> [Float] {
        [Float](made: x.count) { Execution.standard.apply(function, x, into: $0, count: x.count) }
    }

    private static func slopes(_ function: Unary, _ x: [Float]) -> [Float] {
        let y = values(function, x)
        let upstream = [Float](repeating: 1, count: x.count)
        return [Float](made: x.count) {
            Execution.standard
                .applyGradient(function, x, y, upstream: upstream, into: $0, count: x.count)
        }
    }

    // Over every 97th of all floats the largest errors were 5.46 (gelu, near -11.6), 3.05 (silu),
    // 2.40 (tanh), 2.28 (sigmoid), 0.98 (exp), 0.76 (log) and 1.49 (rsqrt).
    @Test(arguments: Unary.allCases)
    func `values are within a few units in the last place`(function: Unary) throws {
        let dense = stride(from: Float(-16), to: 16, by: 0.000_7)
        let inputs = TranscendentalTests.sweep + Array(dense)
        let worst = zip(inputs, Self.values(function, inputs)).map {
            TranscendentalTests.error(of: $1, from: function.reference(Double($0)))
        }
        #expect(try #require(worst.max()) <= function.errorMax)
    }

    @Test(arguments: Unary.allCases)
    func `gradients are those that finite differences show`(function: Unary) {
        let positive: Set<Unary> = [.logarithm, .squareRoot, .reciprocalSquareRoot]
        let start: Float = positive.contains(function) ? 0.5 : -9.013
        let inputs = Array(stride(from: start, to: 9, by: 0.011))
        for (x, slope) in zip(inputs, Self.slopes(function, inputs)) {
            let step = 0x1p-18
            let (above, below) = (Double(x) + step, Double(x) - step)
            let difference =
                (function.reference(above) - function.reference(below)) / (2 * step)
            #expect(abs(Double(slope) - difference) <= 3e-6 * max(1, abs(difference)), "at \(x)")
        }
    }

    @Test(arguments: Unary.allCases)
    func `a NaN stays a NaN`(function: Unary) {
        #expect(Self.values(function, [.nan, -.nan]).allSatisfy { $0.isNaN })
        // A rectifier blocks at a NaN, and a negation's slope looks at no element.
        if ![.relu, .negate].contains(function) {
            #expect(Self.slopes(function, [.nan])[0].isNaN)
        }
    }

    @Test func `limits at infinity are those of mathematics`() {
        let ends: [Float] = [.infinity, -.infinity]
        #expect(Self.values(.gelu, ends) == [.infinity, 0])
        #expect(Self.values(.silu, ends) == [.infinity, 0])
        #expect(Self.values(.tanh, ends) == [1, -1])
        #expect(Self.values(.sigmoid, ends) == [1, 0])
        #expect(Self.slopes(.gelu, ends) == [1, 0])
        #expect(Self.slopes(.silu, ends) == [1, 0])
        #expect(Self.slopes(.tanh, ends) == [0, 0])
        #expect(Self.slopes(.sigmoid, ends) == [0, 0])
    }

    @Test func `tanh keeps small numbers, denormals and signs`() {
        let small: [Float] = [.leastNonzeroMagnitude, -0x1p-130, 0x1p-30, -0x1p-20, 0, -0.0]
        #expect(Self.values(.tanh, small).map(\.bitPattern) == small.map(\.bitPattern))
    }
}
