public import JSON

/// A feed-forward classifier as its submitter describes it: layers from the input to the loss.
///
///     {"input": 64, "layers": [{"linear": 64}, {"relu": {}}, {"linear": 10}], "loss": "crossEntropy"}
///
/// A model that exists is a sound one: every way to make it goes through the same checks.
public struct Model: Hashable, Sendable {
    /// One layer.
    public enum Layer: Hashable, Sendable {
        /// `x W^T + b`, with a weight for each pair of output and input and a bias for each output.
        case linear(outputs: Int)
        /// `max(x, 0)`.
        case relu
    }

    /// What training makes small.
    public enum Loss: String, Hashable, Sendable {
        /// The mean over the batch of minus the logarithm of the softmax at the true class.
        case crossEntropy
    }

    /// A tensor that training changes, and the law its first values are drawn from.
    public struct Parameter: Hashable, Sendable {
        /// The name under which it stands in checkpoints: `layers.0.weight`.
        public let name: String
        /// The extents: `[outputs, inputs]` of a weight, `[outputs]` of a bias.
        public let extents: [Int]
        /// The inputs of the layer it belongs to, which set the scale of its first values.
        public let fanIn: Int

        /// The number of its values.
        public var elementCount: Int { extents.reduce(1, *) }
    }

    /// The most layers a model may have.
    public static let layersMax = 64
    /// The most inputs or outputs a layer may have.
    public static let featuresMax = 1 << 20
    /// The most parameters a model may have: 1 GiB of them.
    public static let parametersMax = 1 << 28

    /// The number of features of a sample.
    public let input: Int
    /// The layers, first to last.
    public let layers: [Layer]
    /// What training makes small.
    public let loss: Loss

    /// Takes a description, or says what is wrong with it.
    public init(input: Int, layers: [Layer], loss: Loss = .crossEntropy) throws(ModelError) {
        self.input = input
        self.layers = layers
        self.loss = loss
        try check()
    }

    /// The number of classes: the outputs of the last layer.
    public var classes: Int { Self.width(after: layers, of: input) }

    /// The parameters, in the order of the layers; a weight comes before its bias.
    public var parameters: [Parameter] {
        var parameters: [Parameter] = []
        var width = input
        for (index, layer) in layers.enumerated() {
            guard case .linear(let outputs) = layer else { continue }
            parameters.append(
                Parameter(
                    name: "layers.\(index).weight",
                    extents: [outputs, width],
                    fanIn: width
                )
            )
            parameters.append(
                Parameter(name: "layers.\(index).bias", extents: [outputs], fanIn: width)
            )
            width = outputs
        }
        return parameters
    }

    /// The number of values that training changes.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.elementCount } }

    private static func width(after layers: some Sequence<Layer>, of input: Int) -> Int {
        layers.reduce(input) { width, layer in
            switch layer {
            case .linear(let outputs): outputs
            case .relu: width
            }
        }
    }

    private func check() throws(ModelError) {
        guard (1...Self.featuresMax).contains(input) else { throw .inputs(input) }
        guard (1...Self.layersMax).contains(layers.count) else { throw .layers(layers.count) }
        guard case .linear? = layers.last else { throw .lastLayerNotLinear }
        var count = 0
        var width = input
        for (index, layer) in layers.enumerated() {
            guard case .linear(let outputs) = layer else { continue }
            guard (1...Self.featuresMax).contains(outputs) else {
                throw .outputs(outputs, layer: index)
            }
            // No overflow: both extents are at most 2^20, and the sum stays near 2^28.
            count += outputs * (width + 1)
            guard count <= Self.parametersMax else { throw .parameters(layer: index) }
            width = outputs
        }
        guard classes >= 2 else { throw .classes(classes) }
    }
}

/// Why a model's description is refused.
public enum ModelError: Error, Hashable, Sendable {
    /// The number of inputs is zero, negative or beyond ``Model/featuresMax``.
    case inputs(Int)
    /// There are no layers or more than ``Model/layersMax``.
    case layers(Int)
    /// A layer has no outputs or more than ``Model/featuresMax``.
    case outputs(Int, layer: Int)
    /// Up to this layer there are more parameters than ``Model/parametersMax``.
    case parameters(layer: Int)
    /// The last layer yields the class scores, so it must be linear.
    case lastLayerNotLinear
    /// A classifier needs two classes at least.
    case classes(Int)
}

extension ModelError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .inputs(let count):
            "a model needs 1 to \(Model.featuresMax) inputs, not \(count)"
        case .layers(let count):
            "a model needs 1 to \(Model.layersMax) layers, not \(count)"
        case .outputs(let count, let layer):
            "layer \(layer) needs 1 to \(Model.featuresMax) outputs, not \(count)"
        case .parameters(let layer):
            "up to layer \(layer) the model has more than \(Model.parametersMax) parameters"
        case .lastLayerNotLinear:
            "the last layer must be linear: its outputs are the scores of the classes"
        case .classes(let count):
            "a classifier needs at least 2 classes, not \(count)"
        }
    }
}

extension Model: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue {
        [
            "input": .integer(Int64(input)),
            "layers": .array(layers.map(\.json)),
            "loss": .string(loss.rawValue),
        ]
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        let input = try fields.required("input").integer(in: 1...Int64(Self.featuresMax))
        var layers: [Layer] = []
        for element in try fields.required("layers").elements(count: 1...Self.layersMax) {
            layers.append(try element.decode())
        }
        let lossReader = try fields.required("loss")
        let lossName = try lossReader.string()
        guard let loss = Loss(rawValue: lossName) else {
            throw lossReader.failure(expected: "\"crossEntropy\"", got: "\"\(lossName)\"")
        }
        try fields.finish()
        do {
            try self.init(input: Int(input), layers: layers, loss: loss)
        } catch {
            throw reader.failure(expected: "a sound model", got: "one where \(error)")
        }
    }
}

extension Model.Layer: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue {
        switch self {
        case .linear(let outputs): ["linear": .integer(Int64(outputs))]
        case .relu: ["relu": [:]]
        }
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        if let outputs = fields.optional("linear") {
            self = .linear(outputs: Int(try outputs.integer(in: 1...Int64(Model.featuresMax))))
        } else if let relu = fields.optional("relu") {
            try relu.object().finish()
            self = .relu
        } else {
            throw reader.failure(
                expected: "a layer: {\"linear\": outputs} or {\"relu\": {}}",
                got: fields.names.first.map { "\"\($0)\"" } ?? "an empty object"
            )
        }
        try fields.finish()
    }
}
