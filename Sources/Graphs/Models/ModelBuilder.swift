import JSON
import Tensors

/// Builds the graph of a model's layers for a batch, and collects the parameters.
struct ModelBuilder {
    var graph = Graph()
    private(set) var parameters: [Model.Parameter] = []
    private(set) var values: [Graph.ValueID] = []
    let batchSize: Int
    /// Whether the graph is one for training: with dropout, and normalised by the batch.
    let isTraining: Bool

    private var dropoutCount = 0
    /// The layers, or nodes of an explicit graph, that were added; some of them add no node.
    private var additionCount = 0
    /// The parameters that a repeated layer finds again.
    private var known: [String: Graph.ValueID] = [:]

    init(batchSize: Int, isTraining: Bool) {
        self.batchSize = batchSize
        self.isTraining = isTraining
    }

    /// Counts a layer, or a node of an explicit graph: loops within loops end even where nothing that
    /// they repeat adds a node.
    mutating func countAddition(of name: String) throws(GraphError) {
        additionCount += 1
        guard additionCount <= Graph.nodesMax else { throw .tooManyNodes(node: name) }
    }

    /// The extents of a value, for one sample.
    func extents(_ value: Graph.ValueID) -> [Int] {
        Array(graph.shape(of: value).dimensions.dropFirst())
    }

    mutating func parameter(
        _ name: String,
        _ extents: [Int],
        _ law: Model.InitialLaw,
        isTrained: Bool = true
    ) throws(GraphError) -> Graph.ValueID {
        if let value = known[name] { return value }
        let shape = try Graph.shape(extents, node: name)
        let value = graph.append(.parameter(parameters.count), shape: shape)
        known[name] = value
        values.append(value)
        parameters.append(
            Model.Parameter(name: name, extents: extents, law: law, isTrained: isTrained)
        )
        return value
    }

    mutating func append(
        _ kind: OperatorKind,
        _ inputs: [Graph.ValueID],
        name: String,
        _ change: (inout Operator.Settings) -> Void = { _ in }
    ) throws(GraphError) -> Graph.ValueID {
        var settings = Operator.Settings()
        change(&settings)
        return try graph.append(Operator(kind, settings), inputs, name: name)[0]
    }

    /// The same elements of each sample under other extents.
    mutating func reshaped(
        _ value: Graph.ValueID,
        _ extents: [Int],
        name: String
    ) throws(GraphError) -> Graph.ValueID {
        guard graph.shape(of: value).dimensions != extents else { return value }
        return try append(.reshape, [value], name: "\(name).reshape") { $0.extents = extents }
    }

    /// Adds layers one behind another.
    mutating func append(
        _ layers: [Layer],
        to input: Graph.ValueID,
        path: String
    ) throws(GraphError) -> Graph.ValueID {
        var value = input
        for (index, layer) in layers.enumerated() {
            value = try append(layer, to: value, path: "\(path).\(index)")
        }
        return value
    }

    mutating func append(
        _ layer: Layer,
        to input: Graph.ValueID,
        path: String
    ) throws(GraphError) -> Graph.ValueID {
        try countAddition(of: path)
        return switch layer {
        case .linear(let outputs, let hasBias):
            try linear(outputs, hasBias: hasBias, input, path: path)
        case .function(let function):
            try append(function.kind, [input], name: "\(path).\(function.rawValue)")
        case .convolution(let outputs, let size, let stride, let padding, let groups):
            try convolution(
                outputs,
                Window(size, stride: stride, padding: padding),
                groups: groups,
                input,
                path: path
            )
        case .maxPool(let size, let stride, let padding):
            try append(.maxPool, [input], name: "\(path).maxPool") {
                $0.window = Window(size, stride: stride, padding: padding)
            }
        case .averagePool(let size, let stride, let padding):
            try append(.averagePool, [input], name: "\(path).averagePool") {
                $0.window = Window(size, stride: stride, padding: padding)
            }
        case .batchNorm(let epsilon, let momentum):
            try batchNorm(epsilon, momentum: momentum, input, path: path)
        case .flatten:
            try reshaped(input, [batchSize, extents(input).reduce(1, *)], name: path)
        case .reshape(let extents):
            try reshaped(input, [batchSize] + extents, name: path)
        case .layerNorm(let epsilon):
            try norm(.layerNorm, epsilon, input, path: path)
        case .rmsNorm(let epsilon):
            try norm(.rmsNorm, epsilon, input, path: path)
        case .dropout(let rate):
            try dropout(rate, input, name: "\(path).dropout")
        case .embedding(let vocabulary, let width):
            try embedding(vocabulary, width: width, input, path: path)
        case .positions:
            try positions(input, path: path)
        case .attention(let heads, let isCausal):
            try attention(heads, isCausal: isCausal, input, path: path)
        case .residual(let layers):
            try append(
                .add,
                [input, append(layers, to: input, path: "\(path).layers")],
                name: "\(path).add"
            )
        case .repeat(let limit, let layers):
            try loop(limit, above: nil, input, path: path) { builder, value throws(GraphError) in
                try builder.append(layers, to: value, path: "\(path).layers")
            }
        case .while(let limit, let bound, let layers):
            try loop(limit, above: bound, input, path: path) { builder, value throws(GraphError) in
                try builder.append(layers, to: value, path: "\(path).layers")
            }
        }
    }

    /// `x W^T + b` of the last axis, by one matrix product over all others.
    mutating func linear(
        _ outputs: Int,
        hasBias: Bool,
        _ input: Graph.ValueID,
        path: String
    ) throws(GraphError) -> Graph.ValueID {
        let shape = graph.shape(of: input).dimensions
        guard let inputs = shape.last, shape.count >= 2 else {
            throw .shapes(node: path, [graph.shape(of: input)])
        }
        let weight = try parameter("\(path).weight", [outputs, inputs], .uniform(inputs: inputs))
        let rows = try reshaped(input, [shape.dropLast().reduce(1, *), inputs], name: path)
        var value = try append(.productTransposedRight, [rows, weight], name: "\(path).product")
        if hasBias {
            let bias = try parameter("\(path).bias", [outputs], .uniform(inputs: inputs))
            value = try append(.addBias, [value, bias], name: "\(path).bias")
        }
        return try reshaped(value, shape.dropLast() + [outputs], name: path)
    }

    private mutating func norm(
        _ kind: OperatorKind,
        _ epsilon: DecimalNumber,
        _ input: Graph.ValueID,
        path: String
    ) throws(GraphError) -> Graph.ValueID {
        guard let width = extents(input).last else {
            throw .shapes(node: path, [graph.shape(of: input)])
        }
        var inputs = [input, try parameter("\(path).weight", [width], .constant(.one))]
        if kind == .layerNorm {
            inputs.append(try parameter("\(path).bias", [width], .constant(.zero)))
        }
        return try append(kind, inputs, name: "\(path).\(kind.rawValue)") { $0.epsilon = epsilon }
    }

    /// Drops elements in training; each use has random numbers of its own.
    mutating func dropout(
        _ rate: DecimalNumber,
        _ input: Graph.ValueID,
        name: String
    ) throws(GraphError) -> Graph.ValueID {
        defer { dropoutCount += 1 }
        guard isTraining, rate.float > 0 else { return input }
        let stream = dropoutCount
        return try append(.dropout, [input], name: name) {
            $0.amount = rate
            $0.from = stream
        }
    }

    /// A round again and again, by unrolling; each time it finds the same parameters.
    ///
    /// - Parameter round: adds what becomes of a value in one round, and returns that.
    mutating func loop(
        _ limit: Int,
        above bound: DecimalNumber?,
        _ input: Graph.ValueID,
        path: String,
        round: (inout ModelBuilder, Graph.ValueID) throws(GraphError) -> Graph.ValueID
    ) throws(GraphError) -> Graph.ValueID {
        guard limit >= 1 else { throw .unboundedLoop(node: path) }
        var value = input
        var isOn: Graph.ValueID?
        for _ in 0..<limit {
            let next = try round(&self, value)
            guard let bound else {
                value = next
                continue
            }
            let shape = graph.shape(of: value).dimensions
            guard graph.shape(of: next).dimensions == shape else {
                throw .shapes(node: path, [graph.shape(of: value), graph.shape(of: next)])
            }
            // Samples go on or stop each by itself.
            let rows = try reshaped(value, [batchSize, shape.dropFirst().reduce(1, *)], name: path)
            let squares = try append(.square, [rows], name: "\(path).square")
            let means = try append(.mean, [squares], name: "\(path).mean") { $0.axis = 1 }
            var goesOn = try append(.above, [means], name: "\(path).above") { $0.amount = bound }
            if let isOn { goesOn = try append(.multiply, [goesOn, isOn], name: "\(path).and") }
            isOn = goesOn
            let count = shape.dropFirst().reduce(1, *)
            let everywhere = try append(.expand, [goesOn], name: "\(path).expand") {
                $0.axis = 1
                $0.to = count
            }
            let condition = try reshaped(everywhere, shape, name: path)
            value = try append(.where, [condition, next, value], name: "\(path).where")
        }
        return value
    }
}
