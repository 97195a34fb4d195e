package import Tensors

/// A computation without loops: values, and the nodes that compute them, in an order in which every
/// node stands after those it depends on.
public struct Graph: Sendable {
    /// Names a value of one graph.
    package struct ValueID: Hashable, Sendable {
        package let index: Int
    }

    /// Where a value comes from.
    package enum Role: Hashable, Sendable {
        /// The features of a batch's samples.
        case features
        /// The classes of a batch's samples.
        case labels
        /// Given from outside, by its index.
        case input(Int)
        /// A parameter of the model, by its index.
        case parameter(Int)
        /// What the optimizer keeps of a parameter, by the parameter's index and its own.
        case slot(Int, of: Int)
        /// The gradients of a parameter by the step's batches so far, by its index.
        case accumulated(Int)
        /// The same number everywhere.
        case constant(Float)
        /// A node computes it.
        case computed
    }

    /// A value that a graph reads or computes.
    package struct Value: Sendable {
        package let role: Role
        package let shape: Shape
        /// The elements are places or labels: 32-bit integers, not floats.
        package let isPlaces: Bool
        /// The value whose memory this one is, under another shape.
        package let original: ValueID?
    }

    /// One application of an operator.
    package struct Node: Sendable {
        /// A name for people: the operator and the layer it belongs to.
        package let name: String
        package let `operator`: Operator
        package let inputs: [ValueID]
        package let outputs: [ValueID]
    }

    /// The most nodes of a graph.
    public static let nodesMax = 1 << 16

    package private(set) var values: [Value] = []
    package private(set) var nodes: [Node] = []

    /// A graph without nodes.
    package init() {}

    /// The shape of a value.
    package func shape(of value: ValueID) -> Shape { values[value.index].shape }

    /// The shapes of values.
    func shapes(of values: [ValueID]) -> [Shape] { values.map { shape(of: $0) } }

    /// Where a value comes from.
    package func role(of value: ValueID) -> Role { values[value.index].role }

    /// A shape for a node's output, or the reason why it cannot be.
    package static func shape(_ dimensions: [Int], node: String) throws(GraphError) -> Shape {
        do {
            return try Shape(dimensions)
        } catch {
            throw .shape(node: node, error)
        }
    }

    /// Adds a value that comes from outside.
    package mutating func append(
        _ role: Role,
        shape: Shape,
        isPlaces: Bool = false
    ) -> ValueID {
        append(Value(role: role, shape: shape, isPlaces: isPlaces, original: nil))
    }

    private mutating func append(_ value: Value) -> ValueID {
        values.append(value)
        return ValueID(index: values.count - 1)
    }

    /// The value that is one number everywhere, added once.
    package mutating func constant(
        _ number: Float,
        extents: [Int],
        name: String
    ) throws(GraphError) -> ValueID {
        let known = values.firstIndex {
            $0.role == .constant(number) && $0.shape.dimensions == extents
        }
        if let known { return ValueID(index: known) }
        return append(.constant(number), shape: try Self.shape(extents, node: name))
    }

    /// Adds a node, if its inputs fit together, and returns its outputs.
    @discardableResult
    package mutating func append(
        _ operation: Operator,
        _ inputs: [ValueID],
        name: String
    ) throws(GraphError) -> [ValueID] {
        guard nodes.count < Self.nodesMax else { throw .tooManyNodes(node: name) }
        let line = operation.kind.line
        let shapes = shapes(of: inputs)
        for (place, input) in inputs.enumerated() where !line.isAlias {
            let arePlaces = values[input.index].isPlaces
            guard arePlaces == line.placeInputs.contains(place) else {
                throw .places(node: name, input: place, arePlaces: arePlaces)
            }
        }
        guard let dimensions = line.outputs(Application(operation.settings, shapes)) else {
            throw .shapes(node: name, shapes)
        }
        var outputs: [ValueID] = []
        for (place, extents) in dimensions.enumerated() {
            let source = line.isAlias ? inputs[0] : nil
            outputs.append(
                append(
                    Value(
                        role: .computed,
                        shape: try Self.shape(extents, node: name),
                        isPlaces: source.map { values[$0.index].isPlaces }
                            ?? line.placeOutputs.contains(place),
                        original: source.map { values[$0.index].original ?? $0 }
                    )
                )
            )
        }
        nodes.append(Node(name: name, operator: operation, inputs: inputs, outputs: outputs))
        return outputs
    }

    /// The value in whose memory a value lies.
    package func storage(of value: ValueID) -> ValueID { values[value.index].original ?? value }
}

extension Graph {
    /// Adds the nodes that compute the gradients of a loss by everything it depends on, last node
    /// first, by the operator table; returns the gradients of the wanted values.
    ///
    /// Gradients of values that no wanted one leads to are left out: nobody needs the gradient of
    /// the samples' features. Where several nodes read a value, its gradients are added in the
    /// order in which those nodes come from the last to the first.
    ///
    /// - Parameter upstream: the gradient of something else by the loss, of the loss's shape; one
    ///   when absent, and the loss is one number then.
    package mutating func appendGradients(
        of loss: ValueID,
        upstream: ValueID? = nil,
        by wanted: [ValueID]
    ) throws(GraphError) -> [ValueID: ValueID] {
        var dependent = Set(wanted)
        for node in nodes where node.inputs.contains(where: dependent.contains) {
            dependent.formUnion(node.outputs)
        }
        var gradients: [ValueID: ValueID] = [:]
        gradients[loss] = upstream
        for node in nodes.reversed() where node.outputs.contains(where: dependent.contains) {
            let upstream = gradients[node.outputs[0]]
            // A rule knows of the first output only.
            guard node.outputs.dropFirst().allSatisfy({ gradients[$0] == nil }) else {
                throw .noGradient(node: node.name)
            }
            // What does not lead to the loss has no gradient to pass on.
            guard upstream != nil || node.outputs[0] == loss else { continue }
            guard let rule = node.operator.kind.line.gradient else {
                throw .noGradient(node: node.name)
            }
            var context = GradientContext(graph: self, node: node, upstream: upstream)
            // The context alone has it now, and adds to it without a copy.
            self = Graph()
            for (index, input) in node.inputs.enumerated() where dependent.contains(input) {
                guard let gradient = try rule(&context, index) else { continue }
                guard let other = gradients[input] else {
                    gradients[input] = gradient
                    continue
                }
                gradients[input] = try context.graph.append(
                    Operator(.add),
                    [other, gradient],
                    name: "\(node.name).gradient.add"
                )[0]
            }
            self = context.graph
        }
        return gradients
    }
}
