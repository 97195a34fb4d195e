public import Tensors

/// Applying an aggregate to a model.
public enum ModelUpdate {
    /// One step of plain gradient descent: `w <- fma(-learningRate, g, w)`.
    ///
    /// - Parameters:
    ///   - parameters: the tensors that the gradients were taken at, in the model's order.
    ///   - gradient: the aggregate: all tensors' gradients as one vector.
    public static func descend(
        from parameters: [Tensor],
        along gradient: [Float],
        learningRate: Float,
        on execution: Execution
    ) throws(ModelUpdateError) -> [Tensor] {
        let expected = parameters.reduce(0) { $0 + $1.count }
        guard gradient.count == expected else {
            throw .length(gradient.count, expected: expected)
        }
        var descended: [Tensor] = []
        var start = 0
        for parameter in parameters {
            let part = Array(gradient[start..<start + parameter.count])
            start += parameter.count
            do {
                let direction = try Tensor(shape: parameter.shape, elements: part)
                descended.append(
                    try parameter.adding(direction, scaledBy: -learningRate, on: execution)
                )
            } catch {
                throw .tensor(error)
            }
        }
        return descended
    }
}

/// Why an aggregate cannot be applied to a model.
public enum ModelUpdateError: Error, Equatable, Sendable {
    /// The aggregate has another number of values than the model has parameters.
    case length(Int, expected: Int)
    /// An operator refused its inputs.
    case tensor(TensorError)
}

extension ModelUpdateError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .length(let count, let expected):
            "the aggregate has \(count) values where the model has \(expected) parameters"
        case .tensor(let error):
            error.description
        }
    }
}
