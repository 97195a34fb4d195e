import Tensors

/// A model as its submitter describes it: layers from the input to the loss.
///
///     {"input": 64, "layers": [{"linear": 64}, {"relu": {}}, {"linear": 10}], "loss": "crossEntropy"}
///
/// A model that exists is a sound one: every way to make it goes through the same checks.
public struct Model: Hashable, Sendable {
    /// What training makes small.
    public enum Loss: String, Hashable, Sendable, CaseIterable {
        /// The mean over the batch of minus the logarithm of the softmax at the true class.
        case crossEntropy
        /// The same over all positions of a sequence, the true class being the next place's number;
        /// so a sample has one place more than the layers see.
        case nextToken
        /// The mean square of what the scores differ from the sample's own features by.
        case reconstruction
    }

    /// The most layers a model may have, those within others not counted.
    public static let layersMax = 64
    /// The most inputs or outputs a layer may have.
    public static let featuresMax = 1 << 20
    /// The most parameters a model may have: 1 GiB of them.
    public static let parametersMax = 1 << 28

    /// The extents of a sample as the layers see it.
    public let inputExtents: [Int]
    /// The layers, first to last.
    public let layers: [Layer]
    /// What training makes small.
    public let loss: Loss
    /// The parameters, in the order of the layers; a weight comes before its bias.
    public let parameters: [Parameter]
    /// The number of classes: the places of the last axis of the scores.
    public let classes: Int

    /// Takes a description, or says what is wrong with it.
    public init(
        inputExtents: [Int],
        layers: [Layer],
        loss: Loss = .crossEntropy
    ) throws(ModelError) {
        self.inputExtents = inputExtents
        self.layers = layers
        self.loss = loss
        try Self.check(inputExtents: inputExtents, layers: layers)
        let skeleton = Skeleton(inputExtents: inputExtents, layers: layers, loss: loss)
        let graph: (builder: ModelBuilder, ends: ForwardPass.Ends)
        do {
            graph = try skeleton.graph(batchSize: 1, isTraining: true)
        } catch {
            throw .graph(error)
        }
        parameters = graph.builder.parameters
        classes = graph.builder.graph.shape(of: graph.ends.scores).dimensions.last ?? 0
        var count = 0
        for parameter in parameters {
            count += parameter.elementCount
            guard count <= Self.parametersMax else { throw .parameters(name: parameter.name) }
        }
        guard classes >= 2 else { throw .classes(classes) }
    }

    /// A model of samples with one axis.
    public init(input: Int, layers: [Layer], loss: Loss = .crossEntropy) throws(ModelError) {
        try self.init(inputExtents: [input], layers: layers, loss: loss)
    }

    /// The number of features of a sample in a data set.
    public var input: Int { inputExtents.reduce(1, *) + (loss == .nextToken ? 1 : 0) }

    /// The number of values that belong to the model.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.elementCount } }

    /// The computation of the loss for a batch.
    func graph(
        batchSize: Int,
        isTraining: Bool
    ) throws(GraphError) -> (builder: ModelBuilder, ends: ForwardPass.Ends) {
        try Skeleton(inputExtents: inputExtents, layers: layers, loss: loss)
            .graph(batchSize: batchSize, isTraining: isTraining)
    }

    private static func check(inputExtents: [Int], layers: [Layer]) throws(ModelError) {
        let input = inputExtents.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
        guard inputExtents.allSatisfy({ (1...featuresMax).contains($0) }),
            (1...featuresMax).contains(input), inputExtents.count < Shape.rankMax
        else { throw .inputs(inputExtents) }
        guard (1...layersMax).contains(layers.count) else { throw .layers(layers.count) }
        if case .function? = layers.last { throw .lastLayerNotLinear }
    }
}

/// What a model's graph follows from.
private struct Skeleton {
    let inputExtents: [Int]
    let layers: [Layer]
    let loss: Model.Loss

    func graph(
        batchSize: Int,
        isTraining: Bool
    ) throws(GraphError) -> (builder: ModelBuilder, ends: ForwardPass.Ends) {
        var builder = ModelBuilder(batchSize: batchSize, isTraining: isTraining)
        let count = inputExtents.reduce(1, *) + (loss == .nextToken ? 1 : 0)
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
        let last = try builder.append(layers, to: input, path: "layers")
        let (scores, labels, value) = try append(loss, of: last, features, &builder)
        return (
            builder,
            ForwardPass.Ends(features: features, labels: labels, scores: scores, loss: value)
        )
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
