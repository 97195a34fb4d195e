import Tensors
import Testing

private struct Run {
    static let descents = [
        Descent(learningRate: 0.1),
        Descent(learningRate: 0.1, weightDecay: 0.03),
        Descent(learningRate: 0.1, momentum: 0.9),
        Descent(learningRate: 0.1, momentum: 0.9, weightDecay: 0.03),
        Descent(learningRate: 0.1, momentum: 0.9, weightDecay: 0.03, isNesterov: true),
    ]
    static let decays: [AdamStep.Decay] = [.none, .gradient(0.03), .decoupled(0.03)]

    var parameters: [Float]
    var first: [Float]
    var second: [Float]

    init(count: Int) {
        parameters = Fixture.numbers(count, seed: 29)
        first = [Float](repeating: 0, count: count)
        second = first
    }

    /// The gradient of a step, always the same.
    func gradient(_ step: Int) -> [Float] {
        Fixture.numbers(parameters.count, seed: 30 + UInt64(step))
    }

    mutating func descend(_ descent: Descent, steps: Int, on execution: Execution = .standard) {
        let count = parameters.count
        for step in 1...steps {
            let gradient = gradient(step)
            if descent.momentum == 0 {
                execution.step(
                    descent,
                    parameters: &parameters,
                    velocity: nil,
                    gradient: gradient,
                    count: count
                )
            } else {
                execution.step(
                    descent,
                    parameters: &parameters,
                    velocity: &first,
                    gradient: gradient,
                    count: count
                )
            }
        }
    }

    mutating func adam(_ decay: AdamStep.Decay, steps: Int, on execution: Execution = .standard) {
        for step in 1...steps {
            let gradient = gradient(step)
            execution.step(
                AdamStep(number: step, learningRate: 0.01, weightDecay: decay),
                parameters: &parameters,
                first: &first,
                second: &second,
                gradient: gradient,
                count: gradient.count
            )
        }
    }
}

extension KernelCase {
    static let optimizer =
        [
            KernelCase(name: "descent") { execution in
                lengths.flatMap { count in
                    Run.descents.flatMap { descent in
                        var run = Run(count: count)
                        run.descend(descent, steps: 2, on: execution)
                        return [run.parameters, run.first]
                    }
                }
            },
            KernelCase(name: "adam") { execution in
                lengths.flatMap { count in
                    Run.decays.flatMap { decay in
                        var run = Run(count: count)
                        run.adam(decay, steps: 2, on: execution)
                        return [run.parameters, run.first, run.second]
                    }
                }
            },
            KernelCase(name: "sum of squares") { execution in
                lengths.map { count in
                    let sum = execution.sumOfSquares(Fixture.numbers(count, seed: 31), count: count)
                    return [Float(sum), Float(sum - Double(Float(sum)))]
                }
            },
        ]
}

@Suite struct OptimizerTests {
    @Test(arguments: Run.descents)
    func `descent follows PyTorch's formulas`(descent: Descent) {
        var run = Run(count: 50)
        var parameters = run.parameters.doubles
        var velocity = parameters.map { _ in 0.0 }
        for step in 1...5 {
            for (index, element) in run.gradient(step).doubles.enumerated() {
                let gradient = element + Double(descent.weightDecay) * parameters[index]
                let momentum = Double(descent.momentum)
                velocity[index] = momentum * velocity[index] + gradient
                let direction =
                    descent.isNesterov ? gradient + momentum * velocity[index] : velocity[index]
                parameters[index] -= Double(descent.learningRate) * direction
            }
        }
        run.descend(descent, steps: 5)
        #expect(run.parameters.largestDifference(from: parameters) <= 1e-6)
    }

    @Test(arguments: Run.decays)
    func `Adam follows PyTorch's formulas`(decay: AdamStep.Decay) {
        var run = Run(count: 50)
        var parameters = run.parameters.doubles
        var (first, second) = (parameters.map { _ in 0.0 }, parameters.map { _ in 0.0 })
        var (firstPower, secondPower) = (1.0, 1.0)
        for step in 1...5 {
            firstPower *= 0.9
            secondPower *= 0.999
            for (index, element) in run.gradient(step).doubles.enumerated() {
                var gradient = element
                switch decay {
                case .none: break
                case .gradient(let decay): gradient += decay * parameters[index]
                case .decoupled(let decay): parameters[index] *= 1 - 0.01 * decay
                }
                first[index] = 0.9 * first[index] + 0.1 * gradient
                second[index] = 0.999 * second[index] + 0.001 * gradient * gradient
                let root = second[index].squareRoot() / (1 - secondPower).squareRoot()
                parameters[index] -= 0.01 / (1 - firstPower) * first[index] / (root + 1e-8)
            }
        }
        run.adam(decay, steps: 5)
        #expect(run.parameters.largestDifference(from: parameters) <= 1e-6)
    }

    @Test func `a NaN in the gradient shows in the parameters`() {
        var run = Run(count: 3)
        run.first[1] = .nan
        run.adam(.none, steps: 1)
        #expect(run.parameters.map(\.isNaN) == [false, true, false])
        run.descend(Descent(learningRate: 0.1, momentum: 0.9), steps: 1)
        #expect(run.parameters.map(\.isNaN) == [false, true, false])
    }

    @Test(arguments: [0, 1, 15, 16, 17, 511, 512, 513, 5000, 100_003])
    func `squares add up in double precision`(count: Int) {
        let values = Fixture.numbers(count, seed: 32, scale: 1e20)
        let expected = values.doubles.map { $0 * $0 }.reduce(0, +)
        let got = Execution.standard.sumOfSquares(values, count: count)
        #expect(abs(got - expected) <= 1e-13 * expected)
    }
}
