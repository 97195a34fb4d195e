public import JSON
import Tensors

/// A graph as people write it: operators by name, applied to values by name.
///
/// A node's first output has the node's name; those after it are `name.1`, `name.2`.
public struct GraphDescription: Sendable {
    /// One application of an operator.
    package struct Node: Hashable, Sendable {
        package let name: String
        package let `operator`: Operator
        /// Values that are given from outside, or outputs of earlier nodes.
        package let inputs: [String]
    }

    /// The most nodes of a description.
    public static let nodesMax = 1 << 10
    /// The most inputs of a node, and the most outputs of a graph.
    public static let valuesMax = 1 << 8
    /// The most bytes of a name.
    public static let nameByteCountMax = 100

    package let nodes: [Node]
    /// The values that are asked for; nothing for all outputs of the last node.
    package let outputs: [String]?

    /// The one application of an operator, to inputs of these names.
    public init(
        operator kind: JSONReader,
        settings: JSONReader?,
        inputs: [String]
    ) throws(JSONDecodingError) {
        let operation = try Operator(kind: kind, settings: settings)
        nodes = [Node(name: Self.only, operator: operation, inputs: inputs)]
        outputs = nil
    }

    /// What the one node of a graph is called that was described as an operator.
    private static let only = "output"

    /// Reads a graph, `nodes` and `outputs`, to which values of these names are given.
    public init(
        json reader: JSONReader,
        given: some Collection<String>
    ) throws(JSONDecodingError) {
        var fields = try reader.object()
        var scope = NodeScope(
            given: given,
            readable: "a given tensor or of an earlier node",
            hasNumberedOutputs: true
        )
        var nodes: [Node] = []
        for element in try fields.required("nodes").elements(count: 1...Self.nodesMax) {
            let node = try Node(json: element, in: scope)
            scope.insert(node.name)
            nodes.append(node)
        }
        let outputs = try scope.knownNames(fields.required("outputs"))
        try fields.finish()
        self.nodes = nodes
        self.outputs = outputs
    }
}

extension GraphDescription.Node {
    init(json reader: JSONReader, in scope: NodeScope) throws(JSONDecodingError) {
        var fields = try reader.object()
        name = try scope.newName(fields.required("name"))
        let kind = try fields.required("operator")
        `operator` = try Operator(kind: kind, settings: fields.optional("settings"))
        inputs = try scope.knownNames(fields.required("inputs"))
        try fields.finish()
    }
}

extension GraphDescription.Node: JSONEncodable {
    /// This value as JSON.
    package var json: JSONValue {
        var object: JSONObject = [
            "inputs": .array(inputs.map { .string($0) }),
            "name": .string(name),
            "operator": .string(`operator`.kind.rawValue),
        ]
        let settings = `operator`.settingsJSON
        if !settings.isEmpty { object["settings"] = .object(settings) }
        return .object(object)
    }
}

extension GraphDescription {
    /// The inputs that nodes read as places or labels.
    var places: Set<String> {
        var places: Set<String> = []
        for node in nodes {
            let line = node.operator.kind.line
            for index in line.placeInputs where index < node.inputs.count {
                places.insert(node.inputs[index])
            }
        }
        return places
    }

    /// Adds the nodes to a graph, and their outputs to the values that have names; returns those
    /// that are asked for.
    func append(
        to graph: inout Graph,
        _ values: inout [String: Graph.ValueID]
    ) throws(GraphEvaluationError) -> [(name: String, value: Graph.ValueID)] {
        var last: [String] = []
        for node in nodes {
            var inputs: [Graph.ValueID] = []
            for name in node.inputs {
                guard let value = values[name] else { throw .noOutput(name) }
                inputs.append(value)
            }
            let outputs: [Graph.ValueID]
            do throws(GraphError) {
                outputs = try graph.append(node.operator, inputs, name: node.name)
            } catch {
                throw .graph(error)
            }
            last = outputs.indices.map { $0 == 0 ? node.name : "\(node.name).\($0)" }
            for (name, value) in zip(last, outputs) {
                guard values.updateValue(value, forKey: name) == nil else {
                    throw .nameTaken(name)
                }
            }
        }
        var asked: [(name: String, value: Graph.ValueID)] = []
        for name in outputs ?? last {
            guard let value = values[name] else { throw .noOutput(name) }
            asked.append((name, value))
        }
        return asked
    }
}
