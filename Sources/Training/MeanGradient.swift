public import Graphs
public import Tensors

/// The mean loss of named samples, and its gradient by the parameters, at given parameters.
///
/// It is the ``GradientSum`` of those samples divided by their number, so it has the same bits on
/// every machine.
public struct MeanGradient: Sendable {
    /// The gradient by each parameter, in the order of the model's; zeros by what is not trained.
    public let gradients: [Tensor]
    /// The mean loss.
    public let loss: Double
    /// The root of the sum of the squares of all gradients.
    public let norm: Double

    /// Computes both over the samples at these indices.
    ///
    /// - Throws: ``TrainingError/notFinite(step:name:)`` when one of them is not finite, and
    ///   ``TrainingError/cancelled(step:)`` between blocks of samples.
    public init(
        of samples: [Int],
        in dataset: Dataset,
        model: Model,
        parameters: [Tensor],
        execution: Execution
    ) throws(TrainingError) {
        var blocks = try GradientBlocks(
            of: samples,
            in: dataset,
            model: model,
            execution: execution
        )
        let sum = try blocks.sum(parameters: parameters)
        let share = 1 / Float(samples.count)
        gradients = sum.gradients.map { $0.scaled(by: share, on: execution) }
        loss = sum.loss / Double(samples.count)
        var squares = 0.0
        for tensor in gradients {
            squares += tensor.withUnsafeBufferPointer { elements in
                elements.reduce(0) { $0 + Double($1) * Double($1) }
            }
        }
        norm = squares.squareRoot()
        guard loss.isFinite else { throw .notFinite(step: 1, name: "the loss") }
        for (parameter, tensor) in zip(model.parameters, gradients) where !tensor.isFinite {
            throw .notFinite(step: 1, name: "the gradient by \"\(parameter.name)\"")
        }
    }

    /// The gradients as a file of tensors by the parameters' names.
    public func file(of model: Model) throws(TrainingError) -> ModelFile {
        try TrainingError.ofState { () throws(StateError) in
            try ModelFile(parameters: gradients, model: model)
        }
    }
}
