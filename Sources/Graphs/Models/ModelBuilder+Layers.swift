import JSON
import Tensors

extension ModelBuilder {
    /// Layers of images, `[channels, rows, columns]`.
    mutating func image(
        _ layer: Layer,
        _ input: Graph.ValueID,
        path: String
    ) throws(GraphError) -> Graph.ValueID {
        guard let channels = extents(input).first else {
            throw .shapes(node: path, [graph.shape(of: input)])
        }
        switch layer {
        case .convolution(let outputs, let size, let stride, let padding, let groups):
            guard groups >= 1, channels.isMultiple(of: groups) else {
                throw .shapes(node: path, [graph.shape(of: input)])
            }
            let inputs = channels / groups * size * size
            let weight = try parameter(
                "\(path).weight",
                [outputs, channels / groups, size, size],
                .uniform(inputs: inputs)
            )
            let bias = try parameter("\(path).bias", [outputs], .uniform(inputs: inputs))
            return try append(.convolution, [input, weight, bias], name: "\(path).convolution") {
                $0.window = Window(height: size, width: size, stride: stride, padding: padding)
                $0.groups = groups
            }
        case .maxPool(let size, let stride, let padding):
            return try append(.maxPool, [input], name: "\(path).maxPool") {
                $0.window = Window(height: size, width: size, stride: stride, padding: padding)
            }
        case .averagePool(let size, let stride, let padding):
            return try append(.averagePool, [input], name: "\(path).averagePool") {
                $0.window = Window(height: size, width: size, stride: stride, padding: padding)
            }
        case .batchNorm(let epsilon, let momentum):
            let weight = try parameter("\(path).weight", [channels], .constant(.one))
            let bias = try parameter("\(path).bias", [channels], .constant(.zero))
            let mean = try parameter(
                "\(path).runningMean",
                [channels],
                .constant(.zero),
                isTrained: false
            )
            let variance = try parameter(
                "\(path).runningVariance",
                [channels],
                .constant(.one),
                isTrained: false
            )
            return try batchNorm(
                [input, weight, bias, mean, variance],
                epsilon: epsilon,
                momentum: momentum,
                name: "\(path).batchNorm"
            )
        default:
            preconditionFailure("images have no such layer")
        }
    }

    /// Normalises by the batch in training, and by the averages otherwise.
    mutating func batchNorm(
        _ inputs: [Graph.ValueID],
        epsilon: DecimalNumber,
        momentum: DecimalNumber,
        name: String
    ) throws(GraphError) -> Graph.ValueID {
        // Inference moves no average.
        let momentum = isTraining ? momentum : .zero
        let kind: OperatorKind = isTraining ? .batchNorm : .batchNormInference
        return try append(kind, inputs, name: name) {
            $0.epsilon = epsilon
            $0.amount = momentum
        }
    }

    /// Layers of sequences, `[positions]` or `[positions, width]`.
    mutating func sequence(
        _ layer: Layer,
        _ input: Graph.ValueID,
        path: String
    ) throws(GraphError) -> Graph.ValueID {
        let law = Model.InitialLaw.ofTables
        let shape = extents(input)
        switch layer {
        case .embedding(let vocabulary, let width):
            let places = try append(.indices, [input], name: "\(path).indices")
            let table = try parameter("\(path).weight", [vocabulary, width], law)
            return try append(.gather, [table, places], name: "\(path).gather")
        case .positions:
            let table = try parameter("\(path).weight", shape, law)
            return try append(.add, [input, table], name: "\(path).add")
        case .attention(let heads, let isCausal):
            guard shape.count == 2, heads >= 1, shape[1].isMultiple(of: heads) else {
                throw .shapes(node: path, [graph.shape(of: input)])
            }
            let projected = try linear(3 * shape[1], hasBias: true, input, path: "\(path).input")
            let attended = try append(.attention, [projected], name: "\(path).attention") {
                $0.heads = heads
                $0.isCausal = isCausal
            }
            return try linear(shape[1], hasBias: true, attended, path: "\(path).output")
        default:
            preconditionFailure("sequences have no such layer")
        }
    }
}

extension Model.InitialLaw {
    /// GPT-2's: Radford et al., "Language Models are Unsupervised Multitask Learners" (2019).
    fileprivate static let ofTables = normal(deviation: DecimalNumber("0.02") ?? .zero)
}
