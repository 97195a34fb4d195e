import Tensors
import Testing

private func gradient(
    _ a: [Float],
    _ b: [Float],
    upstream: Float,
    on execution: Execution = .standard
) -> [Float] {
    [Float](made: a.count) {
        execution.meanSquaredErrorGradient(a, b, upstream: upstream, into: $0, count: a.count)
    }
}

extension KernelCase {
    static let squaredError = [
        KernelCase(name: "mean squared error") { execution in
            lengths.flatMap { count in
                let (a, b) = (
                    Fixture.numbers(count, seed: 33), Fixture.numbers(count, seed: 34)
                )
                return [
                    [execution.meanSquaredError(a, b, count: count)],
                    gradient(a, b, upstream: 0.3, on: execution),
                ]
            }
        }
    ]
}

@Suite struct SquaredErrorTests {
    private static func reference(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +) / Double(a.count)
    }

    @Test(arguments: [1, 17, 1000, 70_000])
    func `the error is that of double precision`(count: Int) {
        let (a, b) = (Fixture.numbers(count, seed: 35), Fixture.numbers(count, seed: 36))
        let expected = Self.reference(a.doubles, b.doubles)
        let got = Double(Execution.standard.meanSquaredError(a, b, count: count))
        #expect(abs(got - expected) <= 1e-6 * expected)
    }

    @Test func `gradients are those that finite differences show`() {
        let (a, b) = (Fixture.numbers(40, seed: 37), Fixture.numbers(40, seed: 38))
        let expected = finiteDifferences(at: a.doubles) { 3 * Self.reference($0, b.doubles) }
        #expect(gradient(a, b, upstream: 3).largestDifference(from: expected) <= 1e-6)
    }

    @Test func `the sum has the tensors' order, and a NaN shows`() throws {
        let (a, b) = (Fixture.numbers(3000, seed: 39), Fixture.numbers(3000, seed: 40))
        let squares = try Tensor(zip(a, b).map { ($0 - $1) * ($0 - $1) })
        let got = Execution.standard.meanSquaredError(a, b, count: 3000)
        #expect(got == squares.sum(on: .standard) / 3000)
        #expect(Execution.standard.meanSquaredError([1, .nan], [1, 1], count: 2).isNaN)
    }
}
