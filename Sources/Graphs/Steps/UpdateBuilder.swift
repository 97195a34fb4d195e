import Tensors

/// Adds to a graph what a step does with the gradients.
struct UpdateBuilder {
    var graph: Graph
    let model: Model
    /// The parameters.
    let values: [Graph.ValueID]

    /// Adds the nodes that add up the gradients of several batches, which then stand for them.
    mutating func accumulate(
        _ gradients: inout [Graph.ValueID?],
        batches: Int
    ) throws(GraphError) {
        guard batches > 1 else { return }
        for index in gradients.indices {
            guard let gradient = gradients[index] else { continue }
            let sum = graph.append(.accumulated(index), shape: graph.shape(of: gradient))
            try graph.append(
                Operator(.accumulate),
                [sum, gradient],
                name: "\(model.parameters[index].name).accumulate"
            )
            gradients[index] = sum
        }
    }

    /// Adds the nodes that change the parameters.
    mutating func append(
        _ gradients: [Graph.ValueID?],
        method: UpdateMethod
    ) throws(GraphError) {
        var gradients = gradients
        if method.batches > 1 {
            let count = try graph.constant(Float(method.batches), extents: [], name: "batches")
            try change(&gradients, .divide, by: count)
        }
        if let normMax = method.normMax {
            var settings = Operator.Settings()
            settings.amount = normMax
            let factor = try graph.append(
                Operator(.clipFactor, settings),
                gradients.compactMap { $0 },
                name: "clip"
            )[0]
            try change(&gradients, .multiply, by: factor)
        }
        for (index, gradient) in gradients.enumerated() {
            let parameter = model.parameters[index]
            let shape = graph.shape(of: values[index])
            let slots = method.rule.slots.indices.map { slot in
                graph.append(.slot(slot, of: index), shape: shape)
            }
            guard let gradient else { continue }
            try graph.append(
                Operator(method.rule.kind),
                [values[index]] + slots + [gradient],
                name: "\(parameter.name).update"
            )
        }
    }

    private mutating func change(
        _ gradients: inout [Graph.ValueID?],
        _ kind: OperatorKind,
        by number: Graph.ValueID
    ) throws(GraphError) {
        for index in gradients.indices {
            guard let gradient = gradients[index] else { continue }
            let name = "\(model.parameters[index].name).\(kind.rawValue)"
            gradients[index] = try graph.append(Operator(kind), [gradient, number], name: name)[0]
        }
    }
}
