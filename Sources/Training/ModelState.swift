public import Digests
public import Graphs
public import Tensors

/// Everything that a training run carries from one step to the next.
///
/// Data order and learning rate follow from the step and the specification, so they are not part
/// of it; the momentum is. (Leaving the optimiser's state out of checkpoints is a known gap: a run
/// resumed without it differs by a thousand times the rounding noise.)
public struct ModelState: Sendable {
    /// The parameters, in the order of the model's.
    public internal(set) var parameters: [Tensor]
    /// The momentum of each parameter.
    public internal(set) var momenta: [Tensor]
    /// The number of steps done.
    public internal(set) var step: Int

    /// Takes the parts of a state, which must have the shapes of a model's parameters.
    public init(
        model: Model,
        parameters: [Tensor],
        momenta: [Tensor],
        step: Int
    ) throws(StateError) {
        try Self.check(parameters, against: model, prefix: "")
        try Self.check(momenta, against: model, prefix: Self.momentumPrefix)
        guard step >= 0 else { throw .step(step) }
        self.parameters = parameters
        self.momenta = momenta
        self.step = step
    }

    /// A state before the first step: given parameters, no momentum.
    public init(model: Model, parameters: [Tensor]) throws(StateError) {
        try self.init(
            model: model,
            parameters: parameters,
            momenta: parameters.map { Tensor(zeros: $0.shape) },
            step: 0
        )
    }

    /// The initial state that follows from a seed: every weight and bias uniform within
    /// `1 / sqrt(inputs of its layer)`, PyTorch's default.
    ///
    /// Value `i` of parameter `p` is the `i`-th number of stream `p`; twice a 24-bit fraction less
    /// one is exact, so the only roundings are those of the bound and of one product.
    public init(model: Model, seed: Digest) throws(StateError) {
        var parameters: [Tensor] = []
        for (index, parameter) in model.parameters.enumerated() {
            var random = Philox(seed: seed, stream: UInt64(index))
            let bound = 1 / Float(parameter.fanIn).squareRoot()
            let elements = (0..<parameter.elementCount).map { _ in
                (2 * random.nextUniform() - 1) * bound
            }
            do {
                parameters.append(
                    try Tensor(shape: Shape(parameter.extents), elements: elements)
                )
            } catch {
                throw .tensor(error)
            }
        }
        try self.init(model: model, parameters: parameters)
    }

    /// Whether no value is infinite or a NaN.
    public var isFinite: Bool {
        parameters.allSatisfy(\.isFinite) && momenta.allSatisfy(\.isFinite)
    }

    /// What stands before a parameter's name in the name of its momentum.
    package static let momentumPrefix = "momentum."

    /// All tensors as one vector each.
    package var parameterVector: [Float] { parameters.flatMap(\.elements) }
    package var momentumVector: [Float] { momenta.flatMap(\.elements) }

    private static func check(
        _ tensors: [Tensor],
        against model: Model,
        prefix: String
    ) throws(StateError) {
        guard tensors.count == model.parameters.count else {
            throw .tensorCount(tensors.count, expected: model.parameters.count)
        }
        for (parameter, tensor) in zip(model.parameters, tensors) {
            guard tensor.shape.dimensions == parameter.extents else {
                throw .shape(
                    name: prefix + parameter.name,
                    got: tensor.shape.dimensions,
                    expected: parameter.extents
                )
            }
        }
    }
}

/// Why tensors are not the state of a model.
public enum StateError: Error, Equatable, Sendable {
    /// There are more or fewer tensors than the model needs.
    case tensorCount(Int, expected: Int)
    /// A tensor that the model needs is missing.
    case missing(name: String)
    /// A tensor is there that no model's state has.
    case unknown(name: String)
    /// A tensor has a shape other than the model's.
    case shape(name: String, got: [Int], expected: [Int])
    /// A tensor's values are not of the type they should be.
    case type(name: String)
    /// A tensor holds an infinity or a NaN.
    case notFinite(name: String)
    /// The step counter is negative.
    case step(Int)
    /// A contribution counts no samples, or more than ``GradientSum/samplesMax``.
    case sampleCount(Int)
    /// A tensor cannot be.
    case tensor(TensorError)
    /// The bytes are not a tensor file.
    case file(String)
    /// The bytes are a tensor file, but not the canonical one for these tensors.
    case notCanonical
}

extension StateError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .tensorCount(let count, let expected):
            "there are \(count) tensors where the model has \(expected) parameters"
        case .missing(let name):
            "the tensor \"\(name)\" is missing"
        case .unknown(let name):
            "the tensor \"\(name)\" does not belong to the model"
        case .shape(let name, let got, let expected):
            "the tensor \"\(name)\" has the shape \(got) where the model has \(expected)"
        case .type(let name):
            "the tensor \"\(name)\" has elements of another type than it should"
        case .notFinite(let name):
            "the tensor \"\(name)\" holds an infinity or a NaN"
        case .step(let step):
            "the step counter is \(step), which is negative"
        case .sampleCount(let count):
            "a contribution counts 1 to \(GradientSum.samplesMax) samples, not \(count)"
        case .tensor(let error):
            error.description
        case .file(let reason):
            "the bytes are not a tensor file: \(reason)"
        case .notCanonical:
            "the tensor file is not written in the canonical way"
        }
    }
}
