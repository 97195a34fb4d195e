import Tensors
import Testing

/// The axes that are reduced: [outer, count, inner].
private let axes: [(outer: Int, count: Int, inner: Int)] = [
    (1, 1, 1), (3, 0, 2), (0, 4, 1), (2, 3, 4), (5, 17, 1), (1, 700, 3), (7, 100, 65), (2, 1500, 1),
    (300, 130, 1), (3, 33, 1000),
]

private func reduced(
    _ function: Reduction,
    _ x: [Float],
    _ axis: (outer: Int, count: Int, inner: Int),
    on execution: Execution = .standard
) -> [Float] {
    [Float](made: axis.outer * axis.inner) {
        execution.reduce(
            function,
            x,
            into: $0,
            outer: axis.outer,
            count: axis.count,
            inner: axis.inner
        )
    }
}

private func maximumGradient(
    _ x: [Float],
    _ y: [Float],
    _ upstream: [Float],
    _ axis: (outer: Int, count: Int, inner: Int),
    on execution: Execution = .standard
) -> [Float] {
    [Float](made: x.count) {
        execution.maximumGradient(
            x,
            y,
            upstream: upstream,
            into: $0,
            outer: axis.outer,
            count: axis.count,
            inner: axis.inner
        )
    }
}

extension KernelCase {
    static let reduction =
        Reduction.allCases.map { function in
            KernelCase(name: "reduction \(function)") { execution in
                axes.map { axis in
                    let x = Fixture.numbers(axis.outer * axis.count * axis.inner, seed: 3)
                    return reduced(function, x, axis, on: execution)
                }
            }
        } + [
            KernelCase(name: "maximum gradient") { execution in
                axes.map { axis in
                    let x = Fixture.numbers(axis.outer * axis.count * axis.inner, seed: 3)
                    let upstream = Fixture.numbers(axis.outer * axis.inner, seed: 4)
                    let y = reduced(.maximum, x, axis, on: execution)
                    return maximumGradient(x, y, upstream, axis, on: execution)
                }
            }
        ]
}

@Suite struct ReductionTests {
    @Test(arguments: Reduction.allCases)
    func `an axis is reduced`(function: Reduction) {
        for axis in axes where axis.count > 0 {
            let x = Fixture.numbers(axis.outer * axis.count * axis.inner, seed: 5)
            let expected = (0..<axis.outer * axis.inner).map { place -> Double in
                let (plane, column) = (place / axis.inner, place % axis.inner)
                let line = (0..<axis.count).map {
                    Double(x[(plane * axis.count + $0) * axis.inner + column])
                }
                switch function {
                case .sum: return line.reduce(0, +)
                case .mean: return line.reduce(0, +) / Double(axis.count)
                case .maximum: return line.max() ?? -.infinity
                }
            }
            let error = reduced(function, x, axis).largestDifference(from: expected)
            #expect(error <= (function == .maximum ? 0 : 2e-5), "\(axis)")
        }
    }

    @Test func `orders of sums are those of tensors`() throws {
        let matrix = try Fixture.matrix(700, 37, seed: 6)
        let columns = reduced(.sum, matrix.elements, (1, 700, 37))
        #expect(columns == (try matrix.columnSums(on: .standard).elements))
        let all = reduced(.sum, matrix.elements, (1, 700 * 37, 1))
        #expect(all == [matrix.sum(on: .standard)])
    }

    @Test func `nothing sums to zero and has no maximum`() {
        for inner in [1, 3] {
            let nothing = [Float](repeating: 0, count: inner)
            #expect(reduced(.sum, [], (1, 0, inner)) == nothing)
            #expect(reduced(.maximum, [], (1, 0, inner)) == nothing.map { _ in -.infinity })
            #expect(reduced(.mean, [], (1, 0, inner)).allSatisfy { $0.isNaN })
        }
    }

    @Test(arguments: [1, 3, 65, 257, 1000])
    func `a NaN anywhere makes a maximum NaN, and zeros make plus zero`(count: Int) {
        for place in Set([0, count / 2, count - 1]) {
            var x = Fixture.numbers(count, seed: 7)
            x[place] = .nan
            #expect(reduced(.maximum, x, (1, count, 1))[0].isNaN)
            #expect(reduced(.sum, x, (1, count, 1))[0].isNaN)
            let pairs = x.flatMap { [$0, $0] }
            #expect(reduced(.maximum, pairs, (1, count, 2)).allSatisfy { $0.isNaN })
        }
        let zeros = [Float](repeating: -0.0, count: 2 * count)
        #expect(reduced(.maximum, zeros, (2, count, 1)).allSatisfy { $0.sign == .plus })
        #expect(reduced(.maximum, zeros, (1, count, 2)).allSatisfy { $0.sign == .plus })
        #expect(reduced(.sum, zeros, (2, count, 1)).allSatisfy { $0.sign == .plus })
    }

    @Test func `a maximum's gradient goes to its first place alone`() {
        let x: [Float] = [1, 3, 3, 0, -0.0, 0, 2, .nan, .nan]
        let y = reduced(.maximum, x, (3, 3, 1))
        let got = maximumGradient(x, y, [5, 6, 7], (3, 3, 1))
        #expect(got == [0, 5, 0, 6, 0, 0, 0, 7, 0])
        let columns = maximumGradient([1, 4, 2, 4, 2, 3], [2, 4], [5, 6], (1, 3, 2))
        #expect(columns == [0, 6, 5, 0, 0, 0])
    }
}
