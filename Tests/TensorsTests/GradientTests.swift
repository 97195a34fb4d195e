import Tensors
import Testing

/// Analytical gradients against central differences.
@Suite struct GradientTests {
    /// A perceptron of two layers, and its loss on one batch.
    struct Perceptron {
        var first: Tensor
        var bias: Tensor
        var second: Tensor
        let input: Tensor
        let labels: [Int]

        init(seed: UInt64) throws {
            input = try Fixture.matrix(12, 5, seed: seed)
            first = try Fixture.matrix(5, 7, seed: seed + 1)
            bias = try Fixture.vector(7, seed: seed + 2)
            second = try Fixture.matrix(7, 4, seed: seed + 3)
            labels = Fixture.labels(12, classes: 4, seed: seed)
        }

        struct Forward {
            let hidden: Tensor
            let entropy: CrossEntropy
        }

        func forward(_ execution: Execution) throws -> Forward {
            let hidden = try input.matrixProduct(with: first, on: execution)
                .addingBias(bias, on: execution)
                .applying(.relu, on: execution)
            let entropy = try hidden.matrixProduct(with: second, on: execution)
                .softmaxCrossEntropy(labels: labels, on: execution)
            return Forward(hidden: hidden, entropy: entropy)
        }

        func gradients(
            _ execution: Execution
        ) throws -> (first: Tensor, bias: Tensor, second: Tensor) {
            let forward = try forward(execution)
            let logits = try forward.entropy.probabilities
                .softmaxCrossEntropyGradient(labels: labels, on: execution)
            let hidden = try logits.matrixProduct(with: second, transposing: .right, on: execution)
            let inner = try forward.hidden.rectifierGradient(upstream: hidden, on: execution)
            return (
                try input.matrixProduct(with: inner, transposing: .left, on: execution),
                try inner.columnSums(on: execution),
                try forward.hidden.matrixProduct(with: logits, transposing: .left, on: execution)
            )
        }
    }

    /// The loss's central difference along one element of one of the parameters, or nothing when
    /// the step crosses a kink of the rectifier, where there is no gradient to compare with.
    private static func difference(
        _ perceptron: Perceptron,
        _ parameter: WritableKeyPath<Perceptron, Tensor>,
        _ index: Int
    ) throws -> Float? {
        let step: Float = 0x1p-7
        func forward(_ offset: Float) throws -> Perceptron.Forward {
            var moved = perceptron
            moved[keyPath: parameter].withUnsafeMutableBufferPointer { $0[index] += offset }
            return try moved.forward(.standard)
        }
        let (above, below) = (try forward(step), try forward(-step))
        let active = [above, below].map { $0.hidden.elements.map { $0 > 0 } }
        guard active[0] == active[1] else { return nil }
        return (above.entropy.loss - below.entropy.loss) / (2 * step)
    }

    @Test(arguments: [1, 20, 300])
    func `gradients are those that finite differences show`(seed: UInt64) throws {
        let perceptron = try Perceptron(seed: seed)
        let gradients = try perceptron.gradients(.standard)
        let parameters: [(WritableKeyPath<Perceptron, Tensor>, Tensor)] = [
            (\.first, gradients.first), (\.bias, gradients.bias), (\.second, gradients.second),
        ]
        for (path, gradient) in parameters {
            #expect(gradient.shape == perceptron[keyPath: path].shape)
            var compared = 0
            for (index, element) in gradient.elements.enumerated() {
                guard let difference = try Self.difference(perceptron, path, index) else {
                    continue
                }
                compared += 1
                // The loss is known to 2^-24, so the quotient to 2^-17; the rest is curvature.
                #expect(abs(difference - element) < 3e-4, "seed \(seed), element \(index)")
            }
            #expect(compared > gradient.count / 2)
        }
    }
}
