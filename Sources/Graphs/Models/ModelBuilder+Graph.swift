import JSON
import Tensors

extension ModelBuilder {
    /// Adds an explicit graph; returns its output.
    mutating func append(
        _ description: ModelGraph,
        to input: Graph.ValueID
    ) throws(GraphError) -> Graph.ValueID {
        var values = [ModelGraph.inputName: input]
        for parameter in description.parameters {
            values[parameter.name] = try self.parameter(
                parameter.name,
                parameter.extents,
                parameter.law,
                isTrained: parameter.isTrained
            )
        }
        try append(description.nodes, &values)
        return try values.value(of: description.output, readBy: "output")
    }

    private mutating func append(
        _ nodes: [ModelGraph.Node],
        _ values: inout NamedValues
    ) throws(GraphError) {
        for node in nodes {
            values[node.name] =
                switch node {
                case .operation(let node): try append(node, values)
                case .loop(let loop): try append(loop, &values)
                }
        }
    }

    private mutating func append(
        _ node: GraphDescription.Node,
        _ values: NamedValues
    ) throws(GraphError) -> Graph.ValueID {
        try countAddition(of: node.name)
        var inputs: [Graph.ValueID] = []
        for name in node.inputs { inputs.append(try values.value(of: name, readBy: node.name)) }
        let settings = node.operator.settings
        switch node.operator.kind {
        case .batchNorm:
            return try batchNorm(
                inputs,
                epsilon: settings.epsilon,
                momentum: settings.amount,
                name: node.name
            )
        case .dropout where inputs.count == 1:
            return try dropout(settings.amount, inputs[0], name: node.name)
        default:
            return try graph.append(node.operator, inputs, name: node.name)[0]
        }
    }

    private mutating func append(
        _ loop: ModelGraph.Loop,
        _ values: inout NamedValues
    ) throws(GraphError) -> Graph.ValueID {
        let start = try values.value(of: loop.start, readBy: loop.name)
        return try self.loop(
            loop.limit,
            above: loop.bound,
            start,
            path: loop.name
        ) { builder, value throws(GraphError) in
            // What a round computes stays here until the next; nobody else knows its names.
            values[loop.name] = value
            try builder.append(loop.nodes, &values)
            return try values.value(of: loop.output, readBy: loop.name)
        }
    }
}

/// The values of a graph by the names of its description.
private typealias NamedValues = [String: Graph.ValueID]

extension NamedValues {
    fileprivate func value(
        of name: String,
        readBy reader: String
    ) throws(GraphError) -> Graph.ValueID {
        guard let value = self[name] else { throw .unknownValue(name, node: reader) }
        return value
    }
}
