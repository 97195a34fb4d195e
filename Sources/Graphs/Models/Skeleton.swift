import Tensors

/// What a model's graph follows from.
struct Skeleton {
    let inputExtents: [Int]
    let architecture: Model.Architecture
    let loss: Model.Loss

    /// The numbers of a sample in a data set.
    var featureCount: Int { inputExtents.reduce(1, *) + (loss == .nextToken ? 1 : 0) }

    /// The graph of training with batches of a size, or why there is none.
    func checkedGraph(
        batchSize: Int
    ) throws(ModelError) -> (builder: ModelBuilder, ends: ForwardPass.Ends) {
        do {
            return try graph(batchSize: batchSize, isTraining: true)
        } catch {
            throw batchSize == 1 ? .graph(error) : .batch(error, samples: batchSize)
        }
    }

    /// The computation of the loss for a batch.
    func graph(
        batchSize: Int,
        isTraining: Bool
    ) throws(GraphError) -> (builder: ModelBuilder, ends: ForwardPass.Ends) {
        var builder = ModelBuilder(batchSize: batchSize, isTraining: isTraining)
        let count = featureCount
        let features = builder.graph.append(
            .features,
            shape: try Graph.shape([batchSize, count], node: "features")
        )
        var input = features
        if loss == .nextToken {
            input = try builder.append(.slice, [features], name: "input.slice") {
                $0.axis = 1
                $0.to = count - 1
            }
        }
        input = try builder.reshaped(input, [batchSize] + inputExtents, name: "input")
        let last =
            switch architecture {
            case .layers(let layers): try builder.append(layers, to: input, path: "layers")
            case .graph(let graph): try builder.append(graph, to: input)
            }
        try builder.graph.checkPlaces(madeOf: features)
        if case .graph(let graph) = architecture { try check(last, of: graph, builder) }
        let (scores, labels, value) = try append(loss, of: last, features, &builder)
        return (
            builder,
            ForwardPass.Ends(features: features, labels: labels, scores: scores, loss: value)
        )
    }

    /// Refuses an output that is not what the loss reads.
    private func check(
        _ output: Graph.ValueID,
        of graph: ModelGraph,
        _ builder: ModelBuilder
    ) throws(GraphError) {
        let shape = builder.graph.shape(of: output)
        let extents = shape.dimensions
        let fits =
            switch loss {
            case .crossEntropy: extents.count == 2
            case .nextToken: Array(extents.dropFirst().dropLast()) == inputExtents
            case .reconstruction: shape.elementCountEach == inputExtents.reduce(1, *)
            }
        guard fits, extents.first == builder.batchSize else {
            throw .output(node: graph.output, shape, expected: expectation)
        }
    }

    /// What the loss reads, for people.
    private var expectation: String {
        let sample = inputExtents.map(String.init).joined(separator: ", ")
        return switch loss {
        case .crossEntropy: "[samples, classes]"
        case .nextToken: "[samples, \(sample), classes]"
        case .reconstruction: "[samples, \(sample)]"
        }
    }

    /// Adds the loss; returns the scores as the loss reads them, the labels and the loss.
    private func append(
        _ loss: Model.Loss,
        of last: Graph.ValueID,
        _ features: Graph.ValueID,
        _ builder: inout ModelBuilder
    ) throws(GraphError) -> (Graph.ValueID, Graph.ValueID?, Graph.ValueID) {
        let batchSize = builder.batchSize
        let extents = builder.extents(last)
        switch loss {
        case .crossEntropy:
            let labels = builder.graph.append(
                .labels,
                shape: try Graph.shape([batchSize], node: "labels"),
                isPlaces: true
            )
            let value = try builder.append(.softmaxCrossEntropy, [last, labels], name: "loss")
            return (last, labels, value)
        case .nextToken:
            let positions = inputExtents.reduce(1, *)
            let rows = try builder.reshaped(
                last,
                [batchSize * positions, extents.last ?? 1],
                name: "loss"
            )
            let next = try builder.append(.slice, [features], name: "loss.slice") {
                $0.axis = 1
                $0.from = 1
                $0.to = positions + 1
            }
            let places = try builder.append(.indices, [next], name: "loss.indices")
            let labels = try builder.reshaped(places, [batchSize * positions], name: "loss")
            let value = try builder.append(.softmaxCrossEntropy, [rows, labels], name: "loss")
            return (rows, nil, value)
        case .reconstruction:
            let rows = try builder.reshaped(last, [batchSize, extents.reduce(1, *)], name: "loss")
            let value = try builder.append(.meanSquaredError, [rows, features], name: "loss")
            return (rows, nil, value)
        }
    }
}

extension Graph {
    /// Refuses nodes that make places of anything but the features' own numbers: those are held to
    /// their bounds before a step, and kernels follow places without looking.
    fileprivate func checkPlaces(madeOf features: ValueID) throws(GraphError) {
        var own: Set = [features]
        for node in nodes {
            let areOwn = node.inputs.allSatisfy(own.contains)
            switch node.operator.kind {
            case .indices where !areOwn: throw .computedPlaces(node: node.name)
            case .reshape, .permute, .slice, .concatenate, .expand:
                if areOwn { own.formUnion(node.outputs) }
            default: continue
            }
        }
    }
}
