public import JSON

extension Model: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue {
        var object = JSONObject()
        if case .graph(let graph) = architecture { object["graph"] = graph.json }
        object["input"] = .extents(inputExtents)
        if case .layers(let layers) = architecture { object["layers"] = .array(layers.map(\.json)) }
        object["loss"] = .string(loss.rawValue)
        return .object(object)
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        let input = try fields.required("input").extents()
        let graph = fields.optional("graph")
        let layers = fields.optional("layers")
        let architecture: Architecture
        switch (layers, graph) {
        case (let layers?, nil): architecture = .layers(try layers.layers())
        case (nil, let graph?): architecture = .graph(try graph.decode())
        case (nil, nil): throw reader.failure(expected: "\"layers\" or a \"graph\"", got: "neither")
        case (_?, let graph?): throw graph.failure(expected: "nothing beside \"layers\"")
        }
        let lossReader = try fields.required("loss")
        let lossName = try lossReader.string()
        guard let loss = Loss(rawValue: lossName) else {
            let known = Loss.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw lossReader.failure(expected: "one of \(known)", got: "\"\(lossName)\"")
        }
        try fields.finish()
        do {
            try self.init(inputExtents: input, architecture: architecture, loss: loss)
        } catch {
            throw JSONDecodingError(
                pointer: reader.pointer + architecture.pointer(to: error.node),
                expected: "a sound model",
                got: "one where \(error)"
            )
        }
    }
}

extension Model.Architecture {
    /// Where a layer, node or parameter stands in a model's description; the description's own place
    /// for what stands nowhere.
    fileprivate func pointer(to name: String?) -> String {
        guard let name else { return "" }
        switch self {
        case .layers:
            let path = name.split(separator: ".")
            return path.count > 1 && path[0] == "layers" ? "/layers/\(path[1])" : ""
        case .graph(let graph):
            return graph.pointer(to: name).map { "/graph\($0)" } ?? ""
        }
    }
}

extension JSONValue {
    /// A count.
    static func count(_ count: Int) -> JSONValue { .integer(Int64(count)) }

    /// Extents: one number, or several.
    static func extents(_ extents: [Int]) -> JSONValue {
        extents.count == 1
            ? .count(extents[0]) : .array(extents.map { .count($0) })
    }
}

extension JSONReader {
    /// A count of at least one, which an axis can have.
    func extent() throws(JSONDecodingError) -> Int {
        Int(try integer(in: 1...Int64(Model.featuresMax)))
    }

    /// Extents: one number, or several.
    func extents() throws(JSONDecodingError) -> [Int] {
        guard case .array = value else { return [try extent()] }
        var extents: [Int] = []
        for element in try elements(count: 1...7) { extents.append(try element.extent()) }
        return extents
    }

    func layers() throws(JSONDecodingError) -> [Layer] {
        var layers: [Layer] = []
        for element in try elements(count: 1...Model.layersMax) {
            layers.append(try element.decode())
        }
        return layers
    }
}
