public import JSON

extension ModelGraph: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue {
        [
            "nodes": .array(nodes.map(\.json)),
            "output": .string(output),
            "parameters": .array(parameters.map(\.json)),
        ]
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        var scope = NodeScope(
            given: [Self.inputName],
            readable: "\"\(Self.inputName)\", of a parameter or of an earlier node",
            hasNumberedOutputs: false
        )
        let parametersReader = try fields.required("parameters")
        var parameters: [Model.Parameter] = []
        for element in try parametersReader.elements(count: 1...GraphDescription.nodesMax) {
            let parameter = try Model.Parameter(json: element, in: scope)
            scope.insert(parameter.name)
            parameters.append(parameter)
        }
        let nodes = try fields.required("nodes").nodes(in: &scope)
        let output = try scope.knownName(fields.required("output"))
        try fields.finish()
        self.init(parameters: parameters, nodes: nodes, output: output)
        try check(at: reader)
    }
}

extension ModelGraph.Node {
    var json: JSONValue {
        switch self {
        case .operation(let node): node.json
        case .loop(let loop): ["name": .string(loop.name), .init(loop.kind): loop.json]
        }
    }

    fileprivate init(
        json reader: JSONReader,
        in scope: inout NodeScope
    ) throws(JSONDecodingError) {
        scope.nodeCount += 1
        guard scope.nodeCount <= GraphDescription.nodesMax else {
            throw reader.failure(
                expected: "at most \(GraphDescription.nodesMax) nodes, those within loops too",
                got: "one more"
            )
        }
        let names = try reader.object().names
        if names.contains("repeat") || names.contains("while") {
            self = .loop(try ModelGraph.Loop(json: reader, in: &scope))
        } else {
            self = .operation(try GraphDescription.Node(json: reader, in: scope))
        }
        scope.insert(name)
    }
}

extension ModelGraph.Loop {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        if let bound { object["above"] = bound.json }
        object["limit"] = .count(limit)
        object["nodes"] = .array(nodes.map(\.json))
        object["output"] = .string(output)
        object["start"] = .string(start)
        return .object(object)
    }

    fileprivate init(
        json reader: JSONReader,
        in scope: inout NodeScope
    ) throws(JSONDecodingError) {
        var fields = try reader.object()
        name = try scope.newName(fields.required("name"))
        let kind = fields.names.contains("repeat") ? "repeat" : "while"
        var settings = try fields.required(kind).object()
        try fields.finish()
        limit = Int(try settings.required("limit").integer(in: 1...Int64(Layer.limitMax)))
        bound = kind == "while" ? try settings.required("above").decode() : nil
        start = try scope.knownName(settings.required("start"))
        // What is computed within a round is known there only.
        var inner = scope
        inner.insert(name)
        nodes = try settings.required("nodes").nodes(in: &inner)
        output = try inner.knownName(settings.required("output"))
        try settings.finish()
        scope.taken = inner.taken
        scope.nodeCount = inner.nodeCount
    }
}

extension JSONReader {
    fileprivate func nodes(
        in scope: inout NodeScope
    ) throws(JSONDecodingError) -> [ModelGraph.Node] {
        var nodes: [ModelGraph.Node] = []
        for element in try elements(count: 1...GraphDescription.nodesMax) {
            nodes.append(try ModelGraph.Node(json: element, in: &scope))
        }
        return nodes
    }
}
