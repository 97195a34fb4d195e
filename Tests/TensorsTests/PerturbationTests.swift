import Tensors
import Testing

@Suite struct PerturbationTests {
    private static func results(_ operation: Operator, _ execution: Execution) throws -> [Tensor] {
        try operation.results(rows: 200, inner: 200, columns: 40, seed: 5, on: execution)
    }

    @Test(arguments: Operator.reductions)
    func `a perturbed reduction rounds differently and is close`(operation: Operator) throws {
        let plain = try Self.results(operation, .standard)
        var different = 0
        for seed: UInt64 in 1...4 {
            let perturbed = try Self.results(operation, Execution.standard.perturbed(by: seed))
            for (perturbed, plain) in zip(perturbed, plain) {
                different += perturbed.differences(from: plain).count
                // Sums of up to 8000 numbers below one: 1e-3 is far beyond their rounding.
                #expect(perturbed.largestDifference(from: plain) < 1e-3)
            }
        }
        #expect(different > 0)
    }

    @Test func `two seeds give two results`() throws {
        let first = try Self.results(.matrixProduct, Execution.standard.perturbed(by: 1))[0]
        let second = try Self.results(.matrixProduct, Execution.standard.perturbed(by: 2))[0]
        // Most of 8000 chains of 200 steps round differently somewhere.
        #expect(first.differences(from: second).count > 1000)
    }

    @Test func `a perturbed loss is close to the plain one`() throws {
        let logits = try Fixture.matrix(500, 10, seed: 3)
        let labels = Fixture.labels(500, classes: 10, seed: 3)
        let plain = try logits.softmaxCrossEntropy(labels: labels, on: .standard)
        let losses = try (1...8).map { (seed: UInt64) in
            let execution = Execution.standard.perturbed(by: seed)
            return try logits.softmaxCrossEntropy(labels: labels, on: execution).loss
        }
        #expect(losses.allSatisfy { abs($0 - plain.loss) < 1e-5 })
        #expect(losses.contains { $0 != plain.loss })
    }
}
