import JSON

// What a graph must be to be a model, besides that its names are known and its shapes fit.

extension ModelGraph {
    /// Refuses operators that no model has, and what does not lead to the output.
    func check(at reader: JSONReader) throws(JSONDecodingError) {
        let averages = nodes.averages
        for node in nodes.all {
            switch node {
            case .operation(let node): try check(node, averages: averages, at: reader)
            case .loop(let loop):
                for (place, name) in [("start", loop.start), ("output", loop.output)]
                where averages.contains(name) {
                    throw failure(
                        at: reader,
                        loop.name,
                        place: "/\(loop.kind)/\(place)",
                        "no average of a batchNorm, which only that may read",
                        got: "\"\(name)\" in node \"\(loop.name)\""
                    )
                }
            }
        }
        try checkReach(at: reader)
    }

    /// Refuses what does not lead to the output, and parameters that no gradient comes to.
    private func checkReach(at reader: JSONReader) throws(JSONDecodingError) {
        let reached = names { _, _ in true }
        let differentiated = names { $0.passesGradient(toInput: $1) }
        for node in nodes.all where !reached.contains(node.name) {
            throw failure(
                at: reader,
                node.name,
                "nodes that lead to the output; take this one away, or read it",
                got: "the unused node \"\(node.name)\""
            )
        }
        for parameter in parameters {
            let name = parameter.name
            guard reached.contains(name) else {
                throw failure(
                    at: reader,
                    name,
                    "parameters that lead to the output; take this one away, or read it",
                    got: "the unused parameter \"\(name)\""
                )
            }
            guard !parameter.isTrained || differentiated.contains(name) else {
                throw failure(
                    at: reader,
                    name,
                    "a gradient of the loss by each parameter, or \"trained\": false",
                    got: "\"\(name)\", to which no node that reads it passes one"
                )
            }
        }
        guard reached.contains(Self.inputName) else {
            throw failure(
                at: reader,
                output,
                "an output that depends on \"\(Self.inputName)\"",
                got: "\"\(output)\", which does not"
            )
        }
        guard parameters.contains(where: \.isTrained) else {
            throw failure(
                at: reader,
                nil,
                "a parameter that is trained",
                got: "none"
            )
        }
    }

    private func check(
        _ node: GraphDescription.Node,
        averages: Set<String>,
        at reader: JSONReader
    ) throws(JSONDecodingError) {
        let operation = node.operator
        func refuse(_ place: String, _ expected: String) -> JSONDecodingError {
            failure(
                at: reader,
                node.name,
                place: place,
                expected,
                got: "\(operation.kind.rawValue) in node \"\(node.name)\""
            )
        }
        switch operation.kind {
        case .softmaxCrossEntropy, .meanSquaredError:
            throw refuse("/operator", "no loss, for the model's \"loss\" adds it")
        case .batchNormInference:
            throw refuse("/operator", "batchNorm, which becomes this outside of training")
        case .batchNorm where !operation.settings.amount.isShareOfAverages:
            throw refuse(
                "",
                "an \"amount\" below one, such as \"0.1\": how much a batch moves the averages"
            )
        case .dropout where operation.settings.from != 0:
            throw refuse("/settings/from", "nothing, for a model counts its dropouts by itself")
        default: break
        }
        guard operation.kind.line.gradient != nil else {
            throw refuse("/operator", "an operator that can be differentiated")
        }
        for (index, name) in node.inputs.enumerated() where averages.contains(name) {
            guard operation.kind.line.changes.contains(index) else {
                throw refuse(
                    "/inputs/\(index)",
                    "no average of a batchNorm, which only that may read"
                )
            }
            let parameter = parameters.first { $0.name == name }
            guard parameter?.isTrained == false, node.inputs.count(where: { $0 == name }) == 1
            else {
                throw refuse(
                    "/inputs/\(index)",
                    "a parameter with \"trained\": false, and each once, for the node moves it"
                )
            }
        }
    }

    private func failure(
        at reader: JSONReader,
        _ name: String?,
        place: String = "",
        _ expected: String,
        got: String
    ) -> JSONDecodingError {
        JSONDecodingError(
            pointer: reader.pointer + (name.flatMap { pointer(to: $0) } ?? "") + place,
            expected: expected,
            got: got
        )
    }

    /// The names of what leads to the output by inputs of a kind.
    private func names(_ leads: (GraphDescription.Node, Int) -> Bool) -> Set<String> {
        var names: Set = [output]
        Self.collect(&names, nodes, leads)
        return names
    }

    private static func collect(
        _ names: inout Set<String>,
        _ nodes: [Node],
        _ leads: (GraphDescription.Node, Int) -> Bool
    ) {
        for node in nodes.reversed() where names.contains(node.name) {
            switch node {
            case .operation(let node):
                for (index, input) in node.inputs.enumerated() where leads(node, index) {
                    names.insert(input)
                }
            case .loop(let loop):
                var inner: Set = [loop.output]
                collect(&inner, loop.nodes, leads)
                // Where samples stop, what went round comes out.
                if loop.bound != nil || inner.contains(loop.name) { inner.insert(loop.start) }
                names.formUnion(inner)
            }
        }
    }
}

extension GraphDescription.Node {
    /// Whether what the output's gradient becomes is passed to an input.
    fileprivate func passesGradient(toInput index: Int) -> Bool {
        let line = `operator`.kind.line
        switch `operator`.kind {
        case .above, .indices: return false
        case .where: return index != 0
        default: return !line.placeInputs.contains(index) && !line.changes.contains(index)
        }
    }
}

extension DecimalNumber {
    /// Whether averages that move by this share move, and not beyond what they move to.
    fileprivate var isShareOfAverages: Bool { float > 0 && float < 1 }
}

extension [ModelGraph.Node] {
    /// The nodes, those within loops too.
    fileprivate var all: [ModelGraph.Node] {
        flatMap { node in
            if case .loop(let loop) = node { [node] + loop.nodes.all } else { [node] }
        }
    }

    /// The names of what nodes change in place: the averages of batch normalisations.
    fileprivate var averages: Set<String> {
        var averages: Set<String> = []
        for case .operation(let node) in all {
            for index in node.operator.kind.line.changes where index < node.inputs.count {
                averages.insert(node.inputs[index])
            }
        }
        return averages
    }
}
