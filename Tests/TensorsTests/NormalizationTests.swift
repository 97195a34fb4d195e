import Tensors
import Testing

/// Layer norm, and RMS norm, which is layer norm without a mean and a bias.
enum RowNorm: CaseIterable, Sendable {
    case layer
    case rootMeanSquare

    struct Inputs {
        let rows: Int
        let columns: Int
        var x: [Float]
        let weight: [Float]
        let bias: [Float]
        let upstream: [Float]

        init(rows: Int, columns: Int, seed: UInt64) {
            (self.rows, self.columns) = (rows, columns)
            x = Fixture.numbers(rows * columns, seed: seed, scale: 3).map { $0 + 1 }
            weight = Fixture.numbers(columns, seed: seed + 1)
            bias = Fixture.numbers(columns, seed: seed + 2)
            upstream = Fixture.numbers(rows * columns, seed: seed + 3)
        }
    }

    static let epsilon: Float = 1e-3

    /// y, mean and inverse deviation, then the gradients of x, weight and bias.
    func results(_ inputs: Inputs, on execution: Execution = .standard) -> [[Float]] {
        let (rows, columns) = (inputs.rows, inputs.columns)
        var mean = [Float](repeating: .nan, count: rows)
        var (inverse, weightGradient) = (mean, [Float](repeating: .nan, count: columns))
        var biasGradient = weightGradient
        return mean.withUnsafeMutableBufferPointer { meanBuffer in
            inverse.withUnsafeMutableBufferPointer { inverseBuffer in
                guard let mean = meanBuffer.baseAddress, let inverse = inverseBuffer.baseAddress
                else { return [] }
                let statistics = RowStatistics(mean: mean, inverseDeviation: inverse)
                let y = [Float](made: rows * columns) { y in
                    switch self {
                    case .layer:
                        execution.layerNormalize(
                            inputs.x,
                            weight: inputs.weight,
                            bias: inputs.bias,
                            epsilon: Self.epsilon,
                            into: y,
                            statistics: statistics,
                            rows: rows,
                            columns: columns
                        )
                    case .rootMeanSquare:
                        execution.rootMeanSquareNormalize(
                            inputs.x,
                            weight: inputs.weight,
                            epsilon: Self.epsilon,
                            into: y,
                            inverse: inverse,
                            rows: rows,
                            columns: columns
                        )
                    }
                }
                let gradient = [Float](made: rows * columns) { out in
                    switch self {
                    case .layer:
                        execution.layerNormalizeGradients(
                            inputs.x,
                            weight: inputs.weight,
                            statistics: statistics,
                            upstream: inputs.upstream,
                            into: out,
                            weightGradient: &weightGradient,
                            biasGradient: &biasGradient,
                            rows: rows,
                            columns: columns
                        )
                    case .rootMeanSquare:
                        execution.rootMeanSquareNormalizeGradients(
                            inputs.x,
                            weight: inputs.weight,
                            inverse: inverse,
                            upstream: inputs.upstream,
                            into: out,
                            weightGradient: &weightGradient,
                            rows: rows,
                            columns: columns
                        )
                    }
                }
                return [
                    y, Array(meanBuffer), Array(inverseBuffer), gradient, weightGradient,
                    biasGradient,
                ]
            }
        }
    }

    /// The definition in double precision.
    func reference(_ x: [Double], _ weight: [Double], _ bias: [Double]) -> [Double] {
        let columns = weight.count
        return stride(from: 0, to: x.count, by: columns).flatMap { start -> [Double] in
            let row = x[start..<start + columns]
            let mean = self == .layer ? row.reduce(0, +) / Double(columns) : 0
            let variance = row.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(columns)
            let deviation = (variance + Double(Self.epsilon)).squareRoot()
            return row.enumerated().map { index, element in
                (element - mean) / deviation * weight[index] + (self == .layer ? bias[index] : 0)
            }
        }
    }
}

extension KernelCase {
    static let rowNormalization = RowNorm.allCases.map { norm in
        KernelCase(name: "\(norm) norm") { execution in
            [(1, 1), (3, 10), (70, 96), (500, 128), (2, 1500), (33, 1100)].flatMap {
                norm.results(.init(rows: $0.0, columns: $0.1, seed: 12), on: execution)
            }
        }
    }
}

@Suite struct NormalizationTests {
    @Test(arguments: RowNorm.allCases, [(1, 1), (4, 10), (3, 96), (2, 1500)])
    func `rows are normalised as in double precision`(norm: RowNorm, size: (Int, Int)) {
        let inputs = RowNorm.Inputs(rows: size.0, columns: size.1, seed: 13)
        let expected =
            norm.reference(inputs.x.doubles, inputs.weight.doubles, inputs.bias.doubles)
        #expect(norm.results(inputs)[0].largestDifference(from: expected) <= 5e-6)
    }

    @Test(arguments: RowNorm.allCases, [(4, 7), (40, 3), (2, 33)])
    func `gradients are those that finite differences show`(norm: RowNorm, size: (Int, Int)) {
        let inputs = RowNorm.Inputs(rows: size.0, columns: size.1, seed: 14)
        let results = norm.results(inputs)
        let (x, weight) = (inputs.x.doubles, inputs.weight.doubles)
        let bias = inputs.bias.doubles
        func check(_ got: [Float], at point: [Double], _ function: ([Double]) -> [Double]) {
            let expected = finiteDifferences(at: point) { dot(function($0), inputs.upstream) }
            #expect(got.largestDifference(from: expected) <= 2e-5, "\(norm) \(size)")
        }
        check(results[3], at: x) { norm.reference($0, weight, bias) }
        check(results[4], at: weight) { norm.reference(x, $0, bias) }
        if norm == .layer { check(results[5], at: bias) { norm.reference(x, weight, $0) } }
    }

    @Test(arguments: RowNorm.allCases)
    func `a NaN makes its row NaN and no other`(norm: RowNorm) {
        var inputs = RowNorm.Inputs(rows: 3, columns: 20, seed: 15)
        inputs.x[25] = .nan
        let y = norm.results(inputs)[0]
        #expect(y.indices.allSatisfy { y[$0].isNaN == (20..<40).contains($0) })
    }
}
