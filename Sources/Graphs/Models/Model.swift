import Tensors

/// A model as its submitter describes it: layers, or an explicit graph, from the input to the loss.
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

    /// What lies between the samples and the scores.
    public enum Architecture: Hashable, Sendable {
        /// Layers, first to last.
        case layers([Layer])
        /// Nodes that say for themselves what they read.
        case graph(ModelGraph)
    }

    /// The most layers a model may have, those within others not counted.
    public static let layersMax = 64
    /// The most inputs or outputs a layer may have.
    public static let featuresMax = 1 << 20
    /// The most parameters a model may have: 1 GiB of them.
    public static let parametersMax = 1 << 28
    /// The most tensors of parameters.
    public static let tensorsMax = 1 << 10

    /// The extents of a sample as the layers or nodes see it.
    public let inputExtents: [Int]
    /// What lies between the samples and the scores.
    public let architecture: Architecture
    /// What training makes small.
    public let loss: Loss
    /// The parameters, in the order of the layers, a weight before its bias, or in a graph's own.
    public let parameters: [Parameter]
    /// The number of classes: the places of the last axis of the scores.
    public let classes: Int

    /// Takes a description, or says what is wrong with it.
    public init(
        inputExtents: [Int],
        architecture: Architecture,
        loss: Loss = .crossEntropy
    ) throws(ModelError) {
        self.inputExtents = inputExtents
        self.architecture = architecture
        self.loss = loss
        try Self.check(inputExtents: inputExtents, architecture: architecture)
        let skeleton = Skeleton(inputExtents: inputExtents, architecture: architecture, loss: loss)
        let graph = try skeleton.checkedGraph(batchSize: 1)
        // Layers take batches of any size; what takes one sample and two does, too.
        if case .graph = architecture { _ = try skeleton.checkedGraph(batchSize: 2) }
        parameters = graph.builder.parameters
        classes = graph.builder.graph.shape(of: graph.ends.scores).dimensions.last ?? 0
        var count = 0
        for parameter in parameters {
            count += parameter.elementCount
            guard count <= Self.parametersMax else { throw .parameters(name: parameter.name) }
        }
        guard parameters.count <= Self.tensorsMax else { throw .tensors(parameters.count) }
        guard classes >= 2 else { throw .classes(classes) }
    }

    /// A model of layers.
    public init(
        inputExtents: [Int],
        layers: [Layer],
        loss: Loss = .crossEntropy
    ) throws(ModelError) {
        try self.init(inputExtents: inputExtents, architecture: .layers(layers), loss: loss)
    }

    /// A model of layers, and of samples with one axis.
    public init(input: Int, layers: [Layer], loss: Loss = .crossEntropy) throws(ModelError) {
        try self.init(inputExtents: [input], layers: layers, loss: loss)
    }

    /// The number of features of a sample in a data set.
    public var input: Int { skeleton.featureCount }

    /// The number of values that belong to the model.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.elementCount } }

    /// The computation of the loss for a batch.
    func graph(
        batchSize: Int,
        isTraining: Bool
    ) throws(GraphError) -> (builder: ModelBuilder, ends: ForwardPass.Ends) {
        try skeleton.graph(batchSize: batchSize, isTraining: isTraining)
    }

    private var skeleton: Skeleton {
        Skeleton(inputExtents: inputExtents, architecture: architecture, loss: loss)
    }

    private static func check(
        inputExtents: [Int],
        architecture: Architecture
    ) throws(ModelError) {
        guard inputExtents.allSatisfy({ (1...featuresMax).contains($0) }),
            let input = Shape.elementCount(of: inputExtents), (1...featuresMax).contains(input),
            inputExtents.count < Shape.rankMax
        else { throw .inputs(inputExtents) }
        guard case .layers(let layers) = architecture else { return }
        guard (1...layersMax).contains(layers.count) else { throw .layers(layers.count) }
        if case .function? = layers.last { throw .lastLayerNotLinear }
    }
}
