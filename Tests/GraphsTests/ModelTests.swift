import Graphs
import JSON
import Testing

struct ModelTests {
    private static let digits = """
        {"input": 64, "layers": [{"linear": 64}, {"relu": {}}, {"linear": 10}],
         "loss": "crossEntropy"}
        """

    @Test func `a description reads, names its parameters and writes itself again`() throws {
        let json = try JSONValue(parsing: Self.digits)
        let model = try Model(json: JSONReader(json))
        #expect(model.classes == 10)
        #expect(model.parameterCount == 64 * 64 + 64 + 64 * 10 + 10)
        #expect(
            model.parameters.map(\.name) == [
                "layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias",
            ]
        )
        #expect(model.parameters.map(\.extents) == [[64, 64], [64], [10, 64], [10]])
        #expect(model.parameters.allSatisfy { $0.law == .uniform(inputs: 64) })
        #expect(model.json == json)
    }

    @Test(arguments: [
        (#"{"layers": [{"linear": 2}], "loss": "crossEntropy"}"#, "/input"),
        (#"{"input": 0, "layers": [{"linear": 2}], "loss": "crossEntropy"}"#, "/input"),
        (#"{"input": 4, "layers": [], "loss": "crossEntropy"}"#, "/layers"),
        (#"{"input": 4, "layers": [{"linear": 0}], "loss": "crossEntropy"}"#, "/layers/0/linear"),
        (#"{"input": 4, "layers": [{"conv": 3}], "loss": "crossEntropy"}"#, "/layers/0"),
        (
            #"{"input": 4, "layers": [{"linear": 2, "x": 1}], "loss": "crossEntropy"}"#,
            "/layers/0/x"
        ),
        (
            #"{"input": 4, "layers": [{"relu": {"a": 1}}], "loss": "crossEntropy"}"#,
            "/layers/0/relu/a"
        ),
        (#"{"input": 4, "layers": [{"linear": 2}], "loss": "hinge"}"#, "/loss"),
        (#"{"input": 4, "layers": [{"linear": 2}], "loss": "crossEntropy", "x": 1}"#, "/x"),
        (#"{"input": 4, "layers": [{"linear": 1}], "loss": "crossEntropy"}"#, ""),
        (#"{"input": 4, "layers": [{"linear": 2}, {"relu": {}}], "loss": "crossEntropy"}"#, ""),
    ])
    func `an unsound description is refused at its place`(text: String, pointer: String) throws {
        let json = try JSONValue(parsing: text)
        let error = #expect(throws: JSONDecodingError.self) { try Model(json: JSONReader(json)) }
        #expect(error?.pointer == pointer, "\(text)")
    }

    @Test func `a model has no more parameters than fit the bound`() {
        #expect(throws: ModelError.parameters(name: "layers.1.weight")) {
            try Model(
                input: 1 << 13,
                layers: [.linear(outputs: 1 << 13), .linear(outputs: 1 << 15)]
            )
        }
    }
}
