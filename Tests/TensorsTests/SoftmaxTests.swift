import Tensors
import Testing

private struct Rows {
    let rows: Int
    let columns: Int

    static let all = [(0, 5), (4, 1), (3, 10), (70, 96), (300, 128), (2, 513), (3, 5001)]
        .map { Rows(rows: $0.0, columns: $0.1) }

    func inputs(_ seed: UInt64) -> (x: [Float], upstream: [Float]) {
        (
            Fixture.numbers(rows * columns, seed: seed, scale: 6),
            Fixture.numbers(rows * columns, seed: seed + 1)
        )
    }

    func softmax(_ x: [Float], logarithm: Bool, on execution: Execution = .standard) -> [Float] {
        [Float](made: x.count) {
            if logarithm {
                execution.logSoftmax(x, into: $0, rows: rows, columns: columns)
            } else {
                execution.softmax(x, into: $0, rows: rows, columns: columns)
            }
        }
    }

    func gradient(
        _ y: [Float],
        _ upstream: [Float],
        logarithm: Bool,
        on execution: Execution = .standard
    ) -> [Float] {
        [Float](made: y.count) {
            if logarithm {
                execution.logSoftmaxGradient(
                    y,
                    upstream: upstream,
                    into: $0,
                    rows: rows,
                    columns: columns
                )
            } else {
                execution
                    .softmaxGradient(
                        y,
                        upstream: upstream,
                        into: $0,
                        rows: rows,
                        columns: columns
                    )
            }
        }
    }
}

extension KernelCase {
    static let softmax = [false, true].map { logarithm in
        KernelCase(name: logarithm ? "log softmax" : "softmax") { execution in
            Rows.all.flatMap { rows in
                let (x, upstream) = rows.inputs(8)
                let y = rows.softmax(x, logarithm: logarithm, on: execution)
                return [y, rows.gradient(y, upstream, logarithm: logarithm, on: execution)]
            }
        }
    }
}

@Suite struct SoftmaxTests {
    /// One row in double precision.
    private static func reference(_ x: [Double], logarithm: Bool) -> [Double] {
        let largest = x.max() ?? 0
        let total = x.map { exponential($0 - largest) }.reduce(0, +)
        return x.map {
            logarithm
                ? $0 - largest - naturalLogarithm(total) : exponential($0 - largest) / total
        }
    }

    @Test(arguments: [false, true])
    func `rows are as in double precision`(logarithm: Bool) {
        for shape in Rows.all where shape.rows > 0 {
            let (x, _) = shape.inputs(9)
            let y = shape.softmax(x, logarithm: logarithm)
            for start in stride(from: 0, to: x.count, by: shape.columns) {
                let row = start..<start + shape.columns
                let expected = Self.reference(Array(x[row]).doubles, logarithm: logarithm)
                #expect(Array(y[row]).largestDifference(from: expected) <= 2e-6)
            }
        }
    }

    @Test(arguments: [false, true], [1, 10, 33])
    func `gradients are those that finite differences show`(logarithm: Bool, columns: Int) {
        let shape = Rows(rows: 1, columns: columns)
        let (x, upstream) = shape.inputs(10)
        let y = shape.softmax(x, logarithm: logarithm)
        let expected = finiteDifferences(at: x.doubles) {
            dot(Self.reference($0, logarithm: logarithm), upstream)
        }
        let got = shape.gradient(y, upstream, logarithm: logarithm)
        #expect(got.largestDifference(from: expected) <= 2e-6)
    }

    @Test func `softmax has the bits of the cross entropy's probabilities`() throws {
        let x = try Fixture.matrix(50, 37, seed: 11)
        let labels = Fixture.labels(50, classes: 37, seed: 11)
        let expected = try x.softmaxCrossEntropy(labels: labels, on: .standard).probabilities
        let got = Rows(rows: 50, columns: 37).softmax(x.elements, logarithm: false)
        #expect(got == expected.elements)
    }

    @Test(arguments: [false, true])
    func `large numbers do not overflow, a mask excludes and a NaN spreads`(logarithm: Bool) {
        let shape = Rows(rows: 3, columns: 3)
        let y = shape.softmax(
            [3e38, 3e38, -.infinity, 0, .nan, 1, 0, 0, -1e30],
            logarithm: logarithm
        )
        let half: Float = logarithm ? -0.693_147_2 : 0.5
        let none: Float = logarithm ? -.infinity : 0
        #expect(Array(y[..<3]) == [half, half, none])
        #expect(y[3..<6].allSatisfy { $0.isNaN })
        #expect(Array(y[6..<8]) == [half, half])
    }
}
