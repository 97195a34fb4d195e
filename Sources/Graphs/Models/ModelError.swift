/// Why a model's description is refused.
public enum ModelError: Error, Equatable, Sendable {
    /// The extents of a sample are zero, negative or together beyond ``Model/featuresMax``.
    case inputs([Int])
    /// There are no layers or more than ``Model/layersMax``.
    case layers(Int)
    /// Up to this parameter there are more values than ``Model/parametersMax``.
    case parameters(name: String)
    /// There are more tensors of parameters than ``Model/tensorsMax``.
    case tensors(Int)
    /// The last layer yields the scores, so it must not be a function of them.
    case lastLayerNotLinear
    /// A classifier needs two classes at least.
    case classes(Int)
    /// The layers do not fit one another.
    case graph(GraphError)
    /// The nodes fit one another for one sample, but not for so many.
    case batch(GraphError, samples: Int)
}

extension ModelError {
    /// The layer, node or parameter that the error is about.
    var node: String? {
        switch self {
        case .graph(let error), .batch(let error, _): error.node
        case .parameters(let name): name
        case .inputs, .layers, .tensors, .lastLayerNotLinear, .classes: nil
        }
    }
}

extension ModelError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .inputs(let extents):
            "a sample has at most 7 axes and 1 to \(Model.featuresMax) features, not \(extents)"
        case .layers(let count):
            "a model needs 1 to \(Model.layersMax) layers, not \(count)"
        case .parameters(let name):
            "up to \(name) the model has more than \(Model.parametersMax) parameters"
        case .tensors(let count):
            "a model has at most \(Model.tensorsMax) tensors of parameters, not \(count)"
        case .lastLayerNotLinear:
            "the last layer must not be a function: its outputs are the scores of the classes"
        case .classes(let count):
            "a classifier needs at least 2 classes, not \(count)"
        case .graph(let error):
            error.description
        case .batch(let error, let samples):
            "with a batch of \(samples) samples \(error); batches have any size, so let a reshape find "
                + "the extent that holds them: -1"
        }
    }
}
