public import JSON

extension Model: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue {
        [
            "input": .extents(inputExtents),
            "layers": .array(layers.map(\.json)),
            "loss": .string(loss.rawValue),
        ]
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        let input = try fields.required("input").extents()
        let layers = try fields.required("layers").layers()
        let lossReader = try fields.required("loss")
        let lossName = try lossReader.string()
        guard let loss = Loss(rawValue: lossName) else {
            let known = Loss.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw lossReader.failure(expected: "one of \(known)", got: "\"\(lossName)\"")
        }
        try fields.finish()
        do {
            try self.init(inputExtents: input, layers: layers, loss: loss)
        } catch {
            throw reader.failure(expected: "a sound model", got: "one where \(error)")
        }
    }
}

extension JSONValue {
    /// Extents: one number, or several.
    static func extents(_ extents: [Int]) -> JSONValue {
        extents.count == 1
            ? .integer(Int64(extents[0])) : .array(extents.map { .integer(Int64($0)) })
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
