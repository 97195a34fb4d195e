public import Tensors

/// Why a graph is refused.
public enum GraphError: Error, Equatable, Sendable {
    /// The shapes of a node's inputs do not fit together.
    case shapes(node: String, [Shape])
    /// An input of a node is places where the node reads floats, or the other way about.
    case places(node: String, input: Int, arePlaces: Bool)
    /// A node reads as places what is not the samples' own numbers, moved about at most.
    case computedPlaces(node: String)
    /// A node reads what nothing has computed.
    case unknownValue(String, node: String)
    /// The output of a model's graph is not what its loss reads.
    case output(node: String, Shape, expected: String)
    /// A node's value would be too large.
    case shape(node: String, TensorError)
    /// There are more nodes than ``Graph/nodesMax``.
    case tooManyNodes(node: String)
    /// A node lies on the way to no loss, or lets no gradient pass.
    case noGradient(node: String)
    /// A loop has no limit, or one below one.
    case unboundedLoop(node: String)
    /// The work does not fit into 63 bits.
    case workOverflow(node: String)
}

extension GraphError {
    /// The node, loop or parameter that the error is about.
    package var node: String {
        switch self {
        case .shapes(let node, _), .places(let node, _, _), .computedPlaces(let node),
            .unknownValue(_, let node), .output(let node, _, _), .shape(let node, _),
            .tooManyNodes(let node),
            .noGradient(let node), .unboundedLoop(let node), .workOverflow(let node):
            node
        }
    }
}

extension GraphError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .shapes(let node, let shapes):
            "the inputs of node \"\(node)\" do not fit together: "
                + shapes.map(\.description).joined(separator: ", ")
        case .places(let node, let input, let arePlaces):
            "input \(input) of node \"\(node)\" is "
                + (arePlaces
                    ? "places, of which the node can read none"
                    : "floats, but the node reads places: make them by the operator indices")
        case .computedPlaces(let node):
            "node \"\(node)\" makes places of computed numbers: it may read those of the samples only"
        case .unknownValue(let name, let node):
            "node \"\(node)\" reads \"\(name)\", which nothing has computed"
        case .output(let node, let shape, let expected):
            "the output \"\(node)\" has the shape \(shape), but the loss reads \(expected)"
        case .shape(let node, let error):
            "node \"\(node)\": \(error)"
        case .tooManyNodes(let node):
            "with node \"\(node)\" the graph has more than \(Graph.nodesMax) nodes"
        case .noGradient(let node):
            "node \"\(node)\" lets no gradient pass, or does not lead to the loss"
        case .unboundedLoop(let node):
            "the loop \"\(node)\" has no limit: give it a limit of at least 1"
        case .workOverflow(let node):
            "the work of node \"\(node)\" does not fit into 63 bits"
        }
    }
}
