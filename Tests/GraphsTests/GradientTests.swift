import Graphs
import Tensors
import Testing

struct GradientTests {
    private let model: Model
    private let parameters: [Tensor]
    private let batch: Batch

    init() throws {
        model = try Model(
            input: 5,
            layers: [
                .linear(outputs: 7), .function(.relu), .linear(outputs: 6), .linear(outputs: 3),
            ]
        )
        var random = Philox(seed: 20_261_121)
        parameters = try model.parameters.map { parameter in
            try Tensor(
                shape: Shape(parameter.extents),
                elements: (0..<parameter.elementCount).map { _ in random.nextUniform() - 0.5 }
            )
        }
        batch = Batch(
            features: try Tensor(
                rows: 4,
                columns: 5,
                elements: (0..<20).map { _ in random.nextUniform() }
            ),
            labels: [2, 0, 1, 2]
        )
    }

    /// The mean loss in double precision, by plain loops.
    private func loss(_ parameters: [[Double]]) -> Double {
        var total = 0.0
        for sample in 0..<4 {
            var activations = (0..<5).map { Double(batch.features.elements[sample * 5 + $0]) }
            for layer in 0..<3 {
                let weight = parameters[2 * layer]
                let bias = parameters[2 * layer + 1]
                let outputs = bias.indices.map { output in
                    activations.indices.reduce(bias[output]) {
                        $0 + weight[output * activations.count + $1] * activations[$1]
                    }
                }
                activations = layer == 0 ? outputs.map { max($0, 0) } : outputs
            }
            let largest = activations.max() ?? 0
            let sum = activations.reduce(0) { $0 + exponential($1 - largest) }
            total += logarithm(sum) - (activations[Int(batch.labels[sample])] - largest)
        }
        return total / 4
    }

    /// By its series, since a test of numbers should not hang on a system library.
    private func exponential(_ x: Double) -> Double {
        let reduced = x / 1024
        var term = 1.0
        var sum = 1.0
        for index in 1...18 {
            term *= reduced / Double(index)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }

    /// By Newton's method on the exponential.
    private func logarithm(_ x: Double) -> Double {
        var y = 0.0
        for _ in 0..<60 { y += x / exponential(y) - 1 }
        return y
    }

    @Test func `gradients agree with finite differences of a plain loop`() throws {
        let step = try TrainingStep(model: model, batchSize: 4)
        var executor = StepExecutor(step: step, on: .standard)
        let (gradients, meanLoss) = try executor.gradients(of: batch, parameters: parameters)
        let exact = parameters.map { $0.elements.map { Double($0) } }
        #expect(abs(Double(meanLoss) - loss(exact)) < 1e-6)
        let nudge = 1e-5
        for (index, gradient) in gradients.enumerated() {
            for coordinate in gradient.elements.indices {
                var above = exact
                var below = exact
                above[index][coordinate] += nudge
                below[index][coordinate] -= nudge
                let difference = (loss(above) - loss(below)) / (2 * nudge)
                #expect(
                    abs(Double(gradient.elements[coordinate]) - difference) < 2e-6,
                    "\(model.parameters[index].name)[\(coordinate)]"
                )
            }
        }
    }

    @Test func `a step moves parameters along momentum and gradient`() throws {
        let step = try TrainingStep(model: model, batchSize: 4)
        var executor = StepExecutor(step: step, on: .standard)
        let gradients = try executor.gradients(of: batch, parameters: parameters).gradients
        var variables = parameters + parameters.map { Tensor(zeros: $0.shape) }
        let settings = StepSettings(learningRate: 0.25, momentum: 0.5)
        _ = try executor.run(batch, variables: &variables, settings: settings)
        let (moved, momenta) = (variables[..<6], Array(variables[6...]))
        for (index, gradient) in gradients.enumerated() {
            #expect(
                momenta[index].elements.map(\.bitPattern)
                    == gradient.elements.map(\.bitPattern)
            )
            for coordinate in gradient.elements.indices {
                let expected = parameters[index].elements[coordinate].addingProduct(
                    -0.25,
                    gradient.elements[coordinate]
                )
                #expect(moved[index].elements[coordinate] == expected)
            }
        }
        _ = try executor.run(batch, variables: &variables, settings: settings)
        #expect(variables[6].elements != gradients[0].elements)
    }

    @Test func `scores and their loss are those of the training step`() throws {
        let step = try TrainingStep(model: model, batchSize: 4)
        var executor = StepExecutor(step: step, on: .standard)
        let pass = try ForwardPass(model: model, batchSize: 4)
        var forward = ForwardExecutor(pass: pass, on: .standard)
        let (scores, loss) = try forward.scores(of: batch, parameters: parameters)
        #expect(scores.shape.dimensions == [4, 3])
        #expect(loss == (try executor.gradients(of: batch, parameters: parameters).loss))
    }
}
