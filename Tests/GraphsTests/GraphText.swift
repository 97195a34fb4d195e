import Graphs
import JSON

/// Descriptions of models as explicit graphs, for tests.
enum GraphText {
    /// The model of a whole description, be it of layers or a graph.
    static func model(_ text: String) throws -> Model {
        try Model(json: JSONReader(JSONValue(parsing: text)))
    }

    /// A model of samples of four features, two classes, of these parameters and nodes.
    static func description(
        _ parameters: [String],
        _ nodes: [String],
        output: String = "scores",
        loss: String = "crossEntropy"
    ) -> String {
        """
        {"input": 4, "graph": {"parameters": [\(parameters.joined(separator: ", "))],
         "nodes": [\(nodes.joined(separator: ", "))], "output": "\(output)"}, "loss": "\(loss)"}
        """
    }

    static func weight(_ name: String = "w", _ shape: String = "[2, 4]") -> String {
        #"{"name": "\#(name)", "shape": \#(shape), "initial": {"fanIn": 4}}"#
    }

    static func average(_ name: String) -> String {
        """
        {"name": "\(name)", "shape": 2, "initial": {"constant": "1"}, "trained": false}
        """
    }

    static func node(
        _ name: String,
        _ operation: String,
        _ inputs: String...,
        settings: String = "{}"
    ) -> String {
        let inputs = inputs.map { "\"\($0)\"" }.joined(separator: ", ")
        return """
            {"name": "\(name)", "operator": "\(operation)", "inputs": [\(inputs)], \
            "settings": \(settings)}
            """
    }

    static let scores = node("scores", "productTransposedRight", "input", "w")
}
