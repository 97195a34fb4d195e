import Graphs
public import JSON
public import PluginKit
import Tensors

/// `tensor.evaluate`: computes an operator, or a small graph of them, on given tensors.
struct TensorEvaluate: Method {
    static let name = "tensor.evaluate"
    static let scheduling = Scheduling.long
    let tensors: TensorStore

    func call(
        _ parameters: TensorStore.Evaluation,
        in context: CallContext
    ) async throws -> JSONObject {
        let evaluated = try await tensors.evaluate(parameters)
        var result = JSONObject()
        for role in TensorStore.Evaluated.Role.allCases {
            result[role.rawValue] = .array(
                try (evaluated.results[role] ?? []).map { .object(try $0.description) }
            )
        }
        result["flops"] = .count(evaluated.flops)
        result["bytes"] = .count(evaluated.bytes)
        return result
    }
}

extension TensorStore.Computed {
    fileprivate var description: JSONObject {
        get throws(ServiceError) {
            [
                "name": .string(name),
                "type": .string(array.elements.type.safetensorsName),
                "shape": array.shape.json,
                "values": stored == nil ? .array(try array.elements.json) : .null,
                "blob": .optional(stored.map { .hash($0.blob) }),
            ]
        }
    }
}

extension TensorStore.Evaluation: JSONDecodable {
    /// Reads the parameters of `tensor.evaluate`.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let kind = fields.optional("operator")
        let operatorSettings = fields.optional("settings")
        let description = fields.optional("graph")
        let given = try fields.required("inputs")
        let inputs: [(name: String, tensor: TensorStore.Given)]
        let graph: GraphDescription
        switch (kind, description) {
        case (let kind?, nil):
            inputs = try given.asGivenList()
            graph = try GraphDescription(
                operator: kind,
                settings: operatorSettings,
                inputs: inputs.map(\.name)
            )
        case (nil, let description?):
            if let operatorSettings {
                throw operatorSettings.failure(
                    expected: "nothing beside \"graph\", whose nodes have their own settings"
                )
            }
            inputs = try given.asGivenByName()
            graph = try GraphDescription(json: description, given: inputs.map(\.name))
        case (nil, nil), (.some, .some):
            throw json.failure(expected: "either \"operator\" or \"graph\"")
        }
        let upstream = try fields.optional("upstream")?.asGiven()
        let settings = try fields.optional("step")?.asStepSettings() ?? StepSettings()
        let execution = try fields.optional("execution")?.asExecutionChoice()
        let prefix = try fields.optional("prefix")?.string()
        let replaces = try fields.optional("replace")?.bool() ?? false
        try fields.finish()
        self.init(
            graph: graph,
            inputs: inputs,
            upstream: upstream,
            settings: settings,
            execution: execution,
            prefix: prefix,
            isReplacing: replaces
        )
    }
}

extension JSONReader {
    /// A tensor: a reference, or its numbers.
    fileprivate func asGiven() throws(JSONDecodingError) -> TensorStore.Given {
        if case .string = value {
            return .reference(try asTensorReference(), pointer: pointer)
        }
        guard case .object = value else {
            throw failure(expected: "a tensor: its name, hash or path, or {\"values\": [...]}")
        }
        var fields = try object()
        let values = try fields.required("values")
        let shape = fields.optional("shape")
        try fields.finish()
        // What reads them says what they are: floats, or places.
        return .array(try values.asNumericArray(shape: shape, type: .float64))
    }

    fileprivate func asGivenList() throws(JSONDecodingError)
        -> [(name: String, tensor: TensorStore.Given)]
    {
        var inputs: [(name: String, tensor: TensorStore.Given)] = []
        for reader in try elements(count: 0...GraphDescription.valuesMax) {
            inputs.append(("input\(inputs.count)", try reader.asGiven()))
        }
        return inputs
    }

    fileprivate func asGivenByName() throws(JSONDecodingError)
        -> [(name: String, tensor: TensorStore.Given)]
    {
        var fields = try object()
        guard fields.names.count <= GraphDescription.valuesMax else {
            throw failure(
                expected: "at most \(GraphDescription.valuesMax) tensors",
                got: "\(fields.names.count)"
            )
        }
        var inputs: [(name: String, tensor: TensorStore.Given)] = []
        for name in fields.names {
            let reader = try fields.required(name)
            guard (1...GraphDescription.nameByteCountMax).contains(name.utf8.count) else {
                throw reader.failure(
                    expected: "a name of 1 to \(GraphDescription.nameByteCountMax) bytes",
                    got: "\"\(name.prefix(20))\""
                )
            }
            inputs.append((name, try reader.asGiven()))
        }
        return inputs
    }

    /// What optimizers and dropout need besides what an operator's settings say.
    fileprivate func asStepSettings() throws(JSONDecodingError) -> StepSettings {
        var fields = try object()
        func number(_ reader: JSONReader?) throws(JSONDecodingError) -> Double {
            guard let reader else { return 0 }
            let number: DecimalNumber = try reader.decode()
            return number.double
        }
        var settings = StepSettings(
            learningRate: try number(fields.optional("learningRate")),
            momentum: try number(fields.optional("momentum"))
        )
        settings.secondDecay = try number(fields.optional("secondDecay"))
        settings.epsilon = try number(fields.optional("epsilon"))
        settings.weightDecay = try number(fields.optional("weightDecay"))
        settings.step = Int(try fields.optional("step")?.integer(in: 0...Int64(Int32.max)) ?? 0)
        settings.dropoutSeed = UInt64(
            try fields.optional("dropoutSeed")?.integer(in: 0...Int64.max) ?? 0
        )
        try fields.finish()
        return settings
    }

    /// How operators are carried out, where not as on this host.
    fileprivate func asExecutionChoice() throws(JSONDecodingError) -> ExecutionChoice {
        var fields = try object()
        var choice = try fields.executionChoice()
        choice.perturbation = try fields.optionalInteger("perturbation", in: 0...Int64.max)
            .map { UInt64($0) }
        try fields.finish()
        return choice
    }
}
