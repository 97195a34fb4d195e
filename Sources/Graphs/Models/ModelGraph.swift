package import JSON

/// What lies between a model's samples and its scores, written as a graph: parameters, and nodes that
/// read these, the samples and one another.
///
///     {"parameters": [{"name": "weight", "shape": [10, 64], "initial": {"fanIn": 64}}],
///      "nodes": [{"name": "scores", "operator": "productTransposedRight",
///                 "inputs": ["input", "weight"]}],
///      "output": "scores"}
///
/// Values have the samples of a batch along their first axis. One that exists is sound but for its
/// shapes: it is read from JSON only, and every name in it is the name of something.
public struct ModelGraph: Hashable, Sendable {
    /// A node of the graph.
    package indirect enum Node: Hashable, Sendable {
        /// An operator of the table.
        case operation(GraphDescription.Node)
        /// Nodes that are unrolled so many times.
        case loop(Loop)

        /// The name of its value.
        package var name: String {
            switch self {
            case .operation(let node): node.name
            case .loop(let loop): loop.name
            }
        }
    }

    /// Nodes again and again.
    ///
    /// Within them the loop's name is what the round begins with.
    package struct Loop: Hashable, Sendable {
        /// The name of what goes round, and of what has come out of the last round.
        package let name: String
        /// The most rounds.
        package let limit: Int
        /// With it, samples go round only as long as the mean square of their values is above it.
        package let bound: DecimalNumber?
        /// What the first round begins with.
        package let start: String
        /// The nodes of a round.
        package let nodes: [Node]
        /// What a round ends with.
        package let output: String
    }

    /// The name of the samples.
    static let inputName = "input"

    /// The parameters, in the order in which checkpoints and initial values have them.
    public let parameters: [Model.Parameter]
    package let nodes: [Node]
    /// The name of the scores.
    public let output: String

    /// Where a node or parameter stands in the description, as an RFC 6901 pointer; where the nodes
    /// that it is made of are called `name.something`, their names will do.
    func pointer(to name: String) -> String? {
        if let index = parameters.firstIndex(where: { $0.name == name }) {
            return "/parameters/\(index)"
        }
        if let place = Self.pointer(to: name, in: nodes) { return place }
        return name.lastIndex(of: ".").flatMap { pointer(to: String(name[..<$0])) }
    }

    private static func pointer(to name: String, in nodes: [Node]) -> String? {
        for (index, node) in nodes.enumerated() {
            if node.name == name { return "/nodes/\(index)" }
            guard case .loop(let loop) = node, let inner = pointer(to: name, in: loop.nodes) else {
                continue
            }
            return "/nodes/\(index)/\(loop.kind)\(inner)"
        }
        return nil
    }
}

extension ModelGraph.Loop {
    /// What a description calls it.
    var kind: String { bound == nil ? "repeat" : "while" }
}
