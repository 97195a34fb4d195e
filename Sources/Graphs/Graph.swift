public import Tensors

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
        /// A parameter of the model, by its index.
        case parameter(Int)
        /// The momentum of a parameter, by the parameter's index.
        case momentum(Int)
        /// A node computes it.
        case computed
    }

    /// A value that a graph reads or computes.
    package struct Value: Sendable {
        package let role: Role
        package let shape: Shape
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
    package mutating func append(_ role: Role, shape: Shape) -> ValueID {
        values.append(Value(role: role, shape: shape))
        return ValueID(index: values.count - 1)
    }

    /// Adds a node, if its inputs fit together, and returns its outputs.
    package mutating func append(
        _ operation: Operator,
        _ inputs: [ValueID],
        name: String
    ) throws(GraphError) -> [ValueID] {
        guard nodes.count < Self.nodesMax else { throw .tooManyNodes(node: name) }
        let shapes = inputs.map { shape(of: $0) }
        guard let dimensions = operation.rule.outputs(shapes) else {
            throw .shapes(node: name, shapes)
        }
        var outputs: [ValueID] = []
        for extents in dimensions {
            outputs.append(append(.computed, shape: try Self.shape(extents, node: name)))
        }
        nodes.append(Node(name: name, operator: operation, inputs: inputs, outputs: outputs))
        return outputs
    }
}

extension Graph {
    /// Adds the nodes that compute the gradients of a loss by everything it depends on, last node
    /// first, by the operator table; returns the gradients of the wanted values.
    ///
    /// Gradients of values that no wanted one leads to are left out: nobody needs the gradient of
    /// the samples' features. A value that two nodes read would need its gradients added; a layered
    /// model has none, so such a graph is refused.
    package mutating func appendGradients(
        of wanted: [ValueID]
    ) throws(GraphError) -> [ValueID: ValueID] {
        var dependent = Set(wanted)
        for node in nodes where node.inputs.contains(where: dependent.contains) {
            dependent.formUnion(node.outputs)
        }
        var gradients: [ValueID: ValueID] = [:]
        for node in nodes.reversed() where node.outputs.contains(where: dependent.contains) {
            let rules = node.operator.rule.gradients
            for (input, rule) in zip(node.inputs, rules) where dependent.contains(input) {
                let name = "\(node.name).gradient"
                guard let gradient = try append(rule, through: node, gradients, name: name) else {
                    continue
                }
                guard gradients.updateValue(gradient, forKey: input) == nil else {
                    throw .sharedValue(node: node.name)
                }
            }
        }
        return gradients
    }

    private mutating func append(
        _ rule: OperatorRule.Gradient,
        through node: Node,
        _ gradients: [ValueID: ValueID],
        name: String
    ) throws(GraphError) -> ValueID? {
        func value(_ operand: OperatorRule.Operand) throws(GraphError) -> ValueID {
            switch operand {
            case .input(let index): return node.inputs[index]
            case .output(let index): return node.outputs[index]
            case .upstream:
                guard let upstream = gradients[node.outputs[0]] else {
                    throw .noGradient(node: node.name)
                }
                return upstream
            }
        }
        switch rule {
        case .none:
            return nil
        case .value(let operand):
            return try value(operand)
        case .node(let operation, let operands):
            var inputs: [ValueID] = []
            for operand in operands { inputs.append(try value(operand)) }
            return try append(operation, inputs, name: "\(name).\(operation)")[0]
        }
    }
}

/// Why a graph is refused.
public enum GraphError: Error, Equatable, Sendable {
    /// The shapes of a node's inputs do not fit together.
    case shapes(node: String, [Shape])
    /// A node's value would be too large.
    case shape(node: String, TensorError)
    /// There are more nodes than ``Graph/nodesMax``.
    case tooManyNodes(node: String)
    /// A value is read by two nodes on the way to the loss.
    case sharedValue(node: String)
    /// A node lies on the way to no loss.
    case noGradient(node: String)
    /// A loop has no limit, or one below one.
    case unboundedLoop(node: String)
    /// The work does not fit into 63 bits.
    case workOverflow(node: String)
}

extension GraphError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .shapes(let node, let shapes):
            "the inputs of node \"\(node)\" do not fit together: "
                + shapes.map(\.description).joined(separator: ", ")
        case .shape(let node, let error):
            "node \"\(node)\": \(error)"
        case .tooManyNodes(let node):
            "with node \"\(node)\" the graph has more than \(Graph.nodesMax) nodes"
        case .sharedValue(let node):
            "a value that node \"\(node)\" reads is read by another node, which is not supported"
        case .noGradient(let node):
            "node \"\(node)\" does not lead to the loss"
        case .unboundedLoop(let node):
            "the loop \"\(node)\" has no limit: give it a limit of at least 1"
        case .workOverflow(let node):
            "the work of node \"\(node)\" does not fit into 63 bits"
        }
    }
}
