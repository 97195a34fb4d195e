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

    /// The kernels that add something up.
    private static let names: Set = [
        "reduction sum", "reduction mean", "softmax", "log softmax", "layer norm",
        "rootMeanSquare norm", "batch norm", "gather gradient", "sum of squares",
        "mean squared error", "convolution", "convolution input gradient",
        "convolution weight gradient", "convolution bias gradient", "max pool gradient",
        "average pool", "average pool gradient", "attention", "attention gradient",
    ]

    /// Sums whose usual inputs are so coarse that every order is exact.
    private static let exact: Set = ["sum of squares", "average pool"]

    static let reductions =
        KernelCase.all.filter { names.contains($0.name) && !exact.contains($0.name) } + [
            KernelCase(name: "sum of squares of fine numbers") { execution in
                let numbers = Fixture.numbers(5000, seed: 41, scale: 0x1p-3)
                let squares = numbers.map { $0 * $0 * 0.1 }
                let sum = execution.sumOfSquares(squares, count: squares.count)
                // Three floats hold a double.
                let second = sum - Double(Float(sum))
                return [[Float(sum), Float(second), Float(second - Double(Float(second)))]]
            },
            KernelCase(name: "average pool of fine numbers") { execution in
                let shape = PoolingCase.shape(3, 12, 12, window: (4, 4), stride: (4, 4))
                let numbers = Fixture.numbers(shape.inputCount, seed: 42).map { $0 * $0 * 0.1 }
                return [
                    Memory.written(shape.outCount) { out, _ in
                        execution.averagePool(shape, input: numbers, into: out)
                    }
                ]
            },
        ]

    @Test(arguments: reductions)
    func `a kernel that adds up rounds differently with each seed and is close`(
        kernel: KernelCase
    ) {
        let plain = kernel.results(.standard)
        let perturbed = (1...4).map { kernel.results(Execution.standard.perturbed(by: $0)) }
        for results in perturbed {
            for (result, plain) in zip(results, plain) { #expect(Self.areClose(result, plain)) }
        }
        #expect(perturbed.contains { Self.count($0, plain) > 0 })
        #expect(perturbed.dropFirst().contains { Self.count($0, perturbed[0]) > 0 })
    }

    private static func areClose(_ results: [Float], _ others: [Float]) -> Bool {
        zip(results, others).allSatisfy {
            $0 == $1 || ($0.isNaN && $1.isNaN) || abs($0 - $1) <= 1e-3 * max(1, abs($1))
        }
    }

    /// In how many places results differ.
    private static func count(_ results: [[Float]], _ others: [[Float]]) -> Int {
        zip(results, others).reduce(0) { $0 + differences($1.0, $1.1).count }
    }

    @Test(arguments: InstructionSet.available, reductions)
    func `a seed gives the same bits everywhere`(set: InstructionSet, kernel: KernelCase) throws {
        let expected = kernel.results(Execution.standard.perturbed(by: 1))
        for threads in [1, 3] {
            let execution = try Execution(instructionSet: set, threads: threads, perturbation: 1)
            #expect(Self.count(kernel.results(execution), expected) == 0)
        }
    }

    @Test(arguments: KernelCase.all.filter { !names.contains($0.name) })
    func `what adds nothing up is as it was`(kernel: KernelCase) {
        let perturbed = kernel.results(Execution.standard.perturbed(by: 1))
        #expect(Self.count(perturbed, kernel.results(.standard)) == 0)
    }
}
