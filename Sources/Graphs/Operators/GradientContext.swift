import Tensors

/// What a line of the operator table sees when it adds the gradients of a node.
package struct GradientContext {
    var graph: Graph
    /// The node that gradients pass through.
    let node: Graph.Node
    /// The gradient of the loss by the node's first output; nothing at the loss itself, where it
    /// is one.
    let loss: Graph.ValueID?
    private var shared: [Operator: [Graph.ValueID]] = [:]

    init(graph: Graph, node: Graph.Node, upstream: Graph.ValueID?) {
        self.graph = graph
        self.node = node
        loss = upstream
    }

    /// The gradient of the loss by the node's first output.
    var upstream: Graph.ValueID {
        mutating get throws(GraphError) {
            if let loss { return loss }
            return try graph.constant(1, extents: [], name: node.name)
        }
    }

    var settings: Operator.Settings { node.operator.settings }

    func input(_ index: Int) -> Graph.ValueID { node.inputs[index] }
    func output(_ index: Int) -> Graph.ValueID { node.outputs[index] }
    func extents(ofInput index: Int) -> [Int] { graph.shape(of: input(index)).dimensions }

    /// Adds a node and returns its first output.
    mutating func append(
        _ kind: OperatorKind,
        _ inputs: Graph.ValueID...,
        settings: Operator.Settings = Operator.Settings()
    ) throws(GraphError) -> Graph.ValueID {
        try append(Operator(kind, settings), inputs)[0]
    }

    /// An output of a node that computes the gradients of several inputs, added once.
    mutating func shared(
        _ kind: OperatorKind,
        _ inputs: Graph.ValueID...,
        output: Int
    ) throws(GraphError) -> Graph.ValueID {
        let operation = Operator(kind, settings)
        if let outputs = shared[operation] { return outputs[output] }
        let outputs = try append(operation, inputs)
        shared[operation] = outputs
        return outputs[output]
    }

    private mutating func append(
        _ operation: Operator,
        _ inputs: [Graph.ValueID]
    ) throws(GraphError) -> [Graph.ValueID] {
        let name = "\(node.name).gradient.\(operation.kind.rawValue)"
        return try graph.append(operation, inputs, name: name)
    }

    /// The settings of this node with others.
    func settings(
        _ change: (inout Operator.Settings) -> Void
    ) -> Operator.Settings {
        var settings = settings
        change(&settings)
        return settings
    }

    /// The settings that repeat a value along the axis that this node takes away.
    var along: Operator.Settings {
        settings { $0.to = extents(ofInput: 0)[settings.axis] }
    }

    /// The settings of this node with its first input's extents, which its gradient has.
    var shapedAsInput: Operator.Settings {
        settings { $0.extents = extents(ofInput: 0) }
    }

    /// A value as a matrix of its last axis.
    mutating func rows(_ value: Graph.ValueID) throws(GraphError) -> Graph.ValueID {
        let extents = graph.shape(of: value).dimensions
        return try reshaped(value, [extents.dropLast().reduce(1, *), extents.last ?? 1])
    }

    /// A gradient summed over what an input was repeated along, so that it has the input's extents.
    mutating func reduced(
        _ gradient: Graph.ValueID,
        toInput index: Int
    ) throws(GraphError) -> Graph.ValueID {
        let wanted = extents(ofInput: index)
        let extents = graph.shape(of: gradient).dimensions
        guard wanted != extents else { return gradient }
        let missing = extents.count - wanted.count
        // Neighbouring axes that are all summed over, or all kept, count as one.
        var runs: [(extent: Int, isSummed: Bool)] = []
        for (axis, extent) in extents.enumerated() {
            let isSummed = axis < missing || wanted[axis - missing] != extent
            if let last = runs.last, last.isSummed == isSummed {
                runs[runs.count - 1].extent *= extent
            } else {
                runs.append((extent, isSummed))
            }
        }
        var value = try reshaped(gradient, runs.map(\.extent))
        for (axis, run) in runs.enumerated().reversed() where run.isSummed {
            var settings = Operator.Settings()
            settings.axis = axis
            value = try append(.sum, value, settings: settings)
        }
        return try reshaped(value, wanted)
    }

    /// A value under other extents.
    mutating func reshaped(
        _ value: Graph.ValueID,
        _ extents: [Int]
    ) throws(GraphError) -> Graph.ValueID {
        guard graph.shape(of: value).dimensions != extents else { return value }
        var settings = Operator.Settings()
        settings.extents = extents
        return try append(.reshape, value, settings: settings)
    }
}
