public import Graphs
public import Tensors

extension GradientSum {
    /// Computes the sum of the gradients along several local steps: after each, the parameters go
    /// one step of plain gradient descent along the mean over the samples.
    ///
    /// With one step this is the gradient at the given parameters. With more it is what federated
    /// averaging sends (McMahan et al., arXiv 1602.05629), as a gradient: descending along its mean
    /// from the given parameters leads to where the local steps led.
    ///
    /// - Parameters:
    ///   - steps: how many local steps, at least one.
    ///   - learningRate: the length of each.
    public init(
        alongSteps steps: Int,
        learningRate: Float,
        of samples: [Int],
        in dataset: Dataset,
        model: Model,
        parameters: [Tensor],
        execution: Execution
    ) throws(TrainingError) {
        precondition(steps >= 1, "a contribution is made of one step at least")
        var position = parameters
        var sum = try GradientSum(
            of: samples,
            in: dataset,
            model: model,
            parameters: position,
            execution: execution
        )
        var last = sum
        for _ in 1..<steps {
            let scale = -learningRate / Float(samples.count)
            position = try Self.add(last.gradients, scaledBy: scale, to: position, execution)
            last = try GradientSum(
                of: samples,
                in: dataset,
                model: model,
                parameters: position,
                execution: execution
            )
            sum = GradientSum(
                gradients: try Self.add(last.gradients, scaledBy: 1, to: sum.gradients, execution),
                sampleCount: samples.count
            )
        }
        self = sum
    }

    private static func add(
        _ terms: [Tensor],
        scaledBy scale: Float,
        to sums: [Tensor],
        _ execution: Execution
    ) throws(TrainingError) -> [Tensor] {
        var result: [Tensor] = []
        for (sum, term) in zip(sums, terms) {
            result.append(
                try TrainingError.ofTensors { () throws(TensorError) in
                    try sum.adding(term, scaledBy: scale, on: execution)
                }
            )
        }
        return result
    }
}
