import Tensors

/// One training step of a model, unrolled: forward, backward, update.
public struct TrainingStep: Sendable {
    /// The model that is trained.
    public let model: Model
    /// The number of samples of a batch.
    public let batchSize: Int
    /// The nodes.
    public let graph: Graph
    /// The scores of the classes, one row a sample.
    package let scores: Graph.ValueID
    /// The mean loss of the batch.
    package let loss: Graph.ValueID
    /// The gradient of each parameter, in the order of the model's parameters.
    package let gradients: [Graph.ValueID]
    /// The number of nodes up to the gradients; the update follows.
    package let gradientNodeCount: Int
    /// What each node costs.
    package let costs: [OperatorCost]
    /// For each node, the computed values that nobody reads after it.
    package let releases: [[Graph.ValueID]]

    /// Unrolls one step.
    public init(model: Model, batchSize: Int) throws(GraphError) {
        var graph = Graph()
        let features = graph.append(
            .features,
            shape: try Graph.shape([batchSize, model.input], node: "features")
        )
        let labels = graph.append(.labels, shape: try Graph.shape([batchSize], node: "labels"))
        var parameters: [Graph.ValueID] = []
        var momenta: [Graph.ValueID] = []
        for (index, parameter) in model.parameters.enumerated() {
            let shape = try Graph.shape(parameter.extents, node: parameter.name)
            parameters.append(graph.append(.parameter(index), shape: shape))
            momenta.append(graph.append(.momentum(index), shape: shape))
        }
        let scores = try graph.appendLayers(of: model, to: features, parameters: parameters)
        loss = try graph.append(.softmaxCrossEntropy, [scores, labels], name: "loss")[0]
        let gradientByValue = try graph.appendGradients(of: parameters)
        gradientNodeCount = graph.nodes.count

        var gradients: [Graph.ValueID] = []
        for (index, parameter) in parameters.enumerated() {
            let name = model.parameters[index].name
            guard let gradient = gradientByValue[parameter] else { throw .noGradient(node: name) }
            gradients.append(gradient)
            _ = try graph.append(
                .momentumUpdate,
                [parameter, momenta[index], gradient],
                name: "\(name).update"
            )
        }
        self.model = model
        self.batchSize = batchSize
        self.graph = graph
        self.scores = scores
        self.gradients = gradients
        costs = graph.costs
        releases = graph.releases(keeping: loss)
    }
}

extension Graph {
    /// Adds a model's layers and returns the scores of the last.
    fileprivate mutating func appendLayers(
        of model: Model,
        to features: ValueID,
        parameters: [ValueID]
    ) throws(GraphError) -> ValueID {
        var remaining = parameters[...]
        var activations = features
        for (index, layer) in model.layers.enumerated() {
            let name = "layers.\(index)"
            switch layer {
            case .linear:
                let weight = remaining.removeFirst()
                let bias = remaining.removeFirst()
                let products = try append(
                    .productTransposedRight,
                    [activations, weight],
                    name: "\(name).product"
                )
                activations = try append(.addBias, [products[0], bias], name: "\(name).bias")[0]
            case .relu:
                activations = try append(.relu, [activations], name: "\(name).relu")[0]
            }
        }
        return activations
    }
}
