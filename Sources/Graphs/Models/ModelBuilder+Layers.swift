import JSON
import Tensors

extension ModelBuilder {
    /// Weights over a window of each group of channels, and a bias.
    mutating func convolution(
        _ outputs: Int,
        _ window: Window,
        groups: Int,
        _ input: Graph.ValueID,
        path: String
    ) throws(GraphError) -> Graph.ValueID {
        let channels = try channels(of: input, path: path)
        guard groups >= 1, channels.isMultiple(of: groups) else {
            throw .shapes(node: path, [graph.shape(of: input)])
        }
        let extents = [channels / groups, window.height, window.width]
        let law = Model.InitialLaw.uniform(inputs: extents.reduce(1, *))
        let weight = try parameter("\(path).weight", [outputs] + extents, law)
        let bias = try parameter("\(path).bias", [outputs], law)
        return try append(.convolution, [input, weight, bias], name: "\(path).convolution") {
            $0.window = window
            $0.groups = groups
        }
    }

    /// Each channel normalised, with a weight, a bias and running averages.
    mutating func batchNorm(
        _ epsilon: DecimalNumber,
        momentum: DecimalNumber,
        _ input: Graph.ValueID,
        path: String
    ) throws(GraphError) -> Graph.ValueID {
        let channels = [try channels(of: input, path: path)]
        let weight = try parameter("\(path).weight", channels, .constant(.one))
        let bias = try parameter("\(path).bias", channels, .constant(.zero))
        let mean = try parameter(
            "\(path).runningMean",
            channels,
            .constant(.zero),
            isTrained: false
        )
        let variance = try parameter(
            "\(path).runningVariance",
            channels,
            .constant(.one),
            isTrained: false
        )
        return try batchNorm(
            [input, weight, bias, mean, variance],
            epsilon: epsilon,
            momentum: momentum,
            name: "\(path).batchNorm"
        )
    }

    /// The channels of images, `[channels, rows, columns]`.
    private func channels(of input: Graph.ValueID, path: String) throws(GraphError) -> Int {
        guard let channels = extents(input).first else {
            throw .shapes(node: path, [graph.shape(of: input)])
        }
        return channels
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

    /// A row of a table for each place.
    mutating func embedding(
        _ vocabulary: Int,
        width: Int,
        _ input: Graph.ValueID,
        path: String
    ) throws(GraphError) -> Graph.ValueID {
        let places = try append(.indices, [input], name: "\(path).indices")
        let table = try parameter("\(path).weight", [vocabulary, width], .ofTables)
        return try append(.gather, [table, places], name: "\(path).gather")
    }

    /// A row of a table added to each position.
    mutating func positions(
        _ input: Graph.ValueID,
        path: String
    ) throws(GraphError) -> Graph.ValueID {
        let table = try parameter("\(path).weight", extents(input), .ofTables)
        return try append(.add, [input, table], name: "\(path).add")
    }

    /// Attention of `[positions, width]` to itself, between two linear layers.
    mutating func attention(
        _ heads: Int,
        isCausal: Bool,
        _ input: Graph.ValueID,
        path: String
    ) throws(GraphError) -> Graph.ValueID {
        let shape = extents(input)
        guard shape.count == 2, heads >= 1, shape[1].isMultiple(of: heads) else {
            throw .shapes(node: path, [graph.shape(of: input)])
        }
        let projected = try linear(3 * shape[1], hasBias: true, input, path: "\(path).input")
        let attended = try append(.attention, [projected], name: "\(path).attention") {
            $0.heads = heads
            $0.isCausal = isCausal
        }
        return try linear(shape[1], hasBias: true, attended, path: "\(path).output")
    }
}

extension Window {
    /// A window with as many rows as columns.
    init(_ size: Int, stride: Int, padding: Int) {
        self.init(height: size, width: size, stride: stride, padding: padding)
    }
}

extension Model.InitialLaw {
    /// GPT-2's: Radford et al., "Language Models are Unsupervised Multitask Learners" (2019).
    fileprivate static let ofTables = normal(deviation: DecimalNumber("0.02") ?? .zero)
}
