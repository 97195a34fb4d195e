public import JSON

extension Layer: JSONEncodable, JSONDecodable {
    /// This value as JSON: an object whose one name is the kind of the layer.
    public var json: JSONValue {
        switch self {
        case .linear(let outputs, true): ["linear": .count(outputs)]
        case .linear(let outputs, false): ["linear": ["outputs": .count(outputs), "bias": false]]
        case .function(let function): .object([function.rawValue: [:]])
        case .convolution(let outputs, let window, let stride, let padding, let groups):
            [
                "convolution": .settings([
                    ("outputs", outputs, nil), ("window", window, nil), ("stride", stride, 1),
                    ("padding", padding, 0), ("groups", groups, 1),
                ])
            ]
        case .maxPool(let window, let stride, let padding):
            [
                "maxPool": .settings([
                    ("window", window, nil), ("stride", stride, window), ("padding", padding, 0),
                ])
            ]
        case .averagePool(let window, let stride, let padding):
            [
                "averagePool": .settings([
                    ("window", window, nil), ("stride", stride, window), ("padding", padding, 0),
                ])
            ]
        case .flatten: ["flatten": [:]]
        case .reshape(let extents): ["reshape": .extents(extents)]
        case .layerNorm(let epsilon): ["layerNorm": .epsilon(epsilon)]
        case .rmsNorm(let epsilon): ["rmsNorm": .epsilon(epsilon)]
        case .batchNorm(let epsilon, let momentum):
            ["batchNorm": .epsilon(epsilon, momentum: momentum)]
        case .dropout(let rate): ["dropout": rate.json]
        case .embedding(let vocabulary, let width):
            ["embedding": ["vocabulary": .count(vocabulary), "width": .count(width)]]
        case .positions: ["positions": [:]]
        case .attention(let heads, true): ["attention": ["heads": .count(heads)]]
        case .attention(let heads, false):
            ["attention": ["causal": false, "heads": .count(heads)]]
        case .residual(let layers): ["residual": .array(layers.map(\.json))]
        case .repeat(let limit, let layers):
            ["repeat": ["layers": .array(layers.map(\.json)), "limit": .count(limit)]]
        case .while(let limit, let bound, let layers):
            [
                "while": [
                    "above": bound.json, "layers": .array(layers.map(\.json)),
                    "limit": .count(limit),
                ]
            ]
        }
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        guard let name = fields.names.first else {
            throw reader.failure(
                expected: "a layer: an object with one name, such as {\"linear\": 10}",
                got: "an empty object"
            )
        }
        let settings = try fields.required(name)
        try fields.finish()
        if let function = Function(rawValue: name) {
            try settings.object().finish()
            self = .function(function)
        } else if let layer = try Self.layer(name, settings) {
            self = layer
        } else {
            throw reader.failure(expected: "a kind of layer", got: "\"\(name)\"")
        }
    }

    private static func layer(
        _ name: String,
        _ reader: JSONReader
    ) throws(JSONDecodingError) -> Layer? {
        switch name {
        case "linear":
            guard case .object = reader.value else {
                return .linear(outputs: try reader.extent())
            }
            var settings = try reader.object()
            let outputs = try settings.required("outputs").extent()
            let hasBias = try settings.optional("bias")?.bool() ?? true
            try settings.finish()
            return .linear(outputs: outputs, hasBias: hasBias)
        case "convolution", "maxPool", "averagePool": return try window(name, reader)
        case "flatten", "positions":
            try reader.object().finish()
            return name == "flatten" ? .flatten : .positions
        case "reshape": return .reshape(try reader.extents())
        case "layerNorm", "rmsNorm", "batchNorm":
            var settings = try reader.object()
            let epsilon = try settings.optional("epsilon")?.positive() ?? .epsilon
            let momentum =
                name == "batchNorm" ? try settings.optional("momentum")?.share() : nil
            try settings.finish()
            switch name {
            case "layerNorm": return .layerNorm(epsilon: epsilon)
            case "rmsNorm": return .rmsNorm(epsilon: epsilon)
            default:
                return .batchNorm(epsilon: epsilon, momentum: momentum ?? .batchNormMomentum)
            }
        case "dropout": return .dropout(try reader.share())
        case "embedding":
            var settings = try reader.object()
            let vocabulary = try settings.required("vocabulary").extent()
            let width = try settings.required("width").extent()
            try settings.finish()
            return .embedding(vocabulary: vocabulary, width: width)
        case "attention":
            var settings = try reader.object()
            let heads = try settings.required("heads").extent()
            let isCausal = try settings.optional("causal")?.bool() ?? true
            try settings.finish()
            return .attention(heads: heads, isCausal: isCausal)
        case "residual": return .residual(try reader.layers())
        case "repeat", "while": return try loop(name, reader)
        default: return nil
        }
    }

    private static func window(
        _ name: String,
        _ reader: JSONReader
    ) throws(JSONDecodingError) -> Layer {
        var settings = try reader.object()
        let outputs = name == "convolution" ? try settings.required("outputs").extent() : 0
        let window = try settings.required("window").windowExtent()
        let stride = try settings.optional("stride")?.windowExtent()
        let padding = try settings.optional("padding")?.windowExtent(from: 0) ?? 0
        let groups = name == "convolution" ? try settings.optional("groups")?.extent() : nil
        try settings.finish()
        switch name {
        case "maxPool":
            return .maxPool(window: window, stride: stride ?? window, padding: padding)
        case "averagePool":
            return .averagePool(window: window, stride: stride ?? window, padding: padding)
        default:
            return .convolution(
                outputs: outputs,
                window: window,
                stride: stride ?? 1,
                padding: padding,
                groups: groups ?? 1
            )
        }
    }

    private static func loop(
        _ name: String,
        _ reader: JSONReader
    ) throws(JSONDecodingError) -> Layer {
        var settings = try reader.object()
        let limit = Int(try settings.required("limit").integer(in: 1...Int64(limitMax)))
        let bound = name == "while" ? try settings.required("above").decode() : DecimalNumber.zero
        let layers = try settings.required("layers").layers()
        try settings.finish()
        return name == "repeat"
            ? .repeat(limit: limit, layers) : .while(limit: limit, above: bound, layers)
    }

    /// The most times that a loop within a model goes round: it is unrolled.
    public static let limitMax = 1 << 10
}

extension JSONReader {
    /// A number above zero.
    package func positive() throws(JSONDecodingError) -> DecimalNumber {
        let number: DecimalNumber = try decode()
        guard number.float > 0 else {
            throw failure(expected: "a number above zero", got: number.text)
        }
        return number
    }

    /// A number from zero to below one.
    package func share() throws(JSONDecodingError) -> DecimalNumber {
        let number: DecimalNumber = try decode()
        guard number.float < 1 else {
            throw failure(expected: "a number below one", got: number.text)
        }
        return number
    }
}

extension JSONValue {
    /// Settings but for those that have their usual values, so that a layer has one spelling.
    fileprivate static func settings(_ settings: [(String, Int, usual: Int?)]) -> JSONValue {
        var object = JSONObject()
        for (name, value, usual) in settings where value != usual { object[name] = count(value) }
        return .object(object)
    }

    fileprivate static func epsilon(
        _ epsilon: DecimalNumber,
        momentum: DecimalNumber = .batchNormMomentum
    ) -> JSONValue {
        var object = JSONObject()
        if epsilon != .epsilon { object["epsilon"] = epsilon.json }
        if momentum != .batchNormMomentum { object["momentum"] = momentum.json }
        return .object(object)
    }
}
