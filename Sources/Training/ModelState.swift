public import Digests
public import Graphs
import JSON
public import Tensors

/// Everything that a training run carries from one step to the next.
///
/// Data order and learning rate follow from the step and the specification, so they are not part
/// of it. What the optimizer keeps is: a run resumed without it differs by a thousand times the
/// rounding noise.
public struct ModelState: Sendable {
    /// The parameters, in the order of the model's, and then those tensors for each slot of the
    /// optimizer.
    public internal(set) var variables: [Tensor]
    /// The number of steps done.
    public internal(set) var step: Int

    private let parameterCount: Int
    /// What stands before the parameters' names in each slot.
    private let slotNames: [String]

    /// Takes the parts of a state, which must have the shapes of a model's parameters.
    ///
    /// - Parameter slots: what the optimizer keeps of each parameter, slot by slot
    ///   (``UpdateRule/slots``).
    public init(
        model: Model,
        parameters: [Tensor],
        slots: [Tensor],
        step: Int
    ) throws(StateError) {
        parameterCount = model.parameters.count
        try Self.check(parameters, against: model, prefix: "")
        slotNames = try Self.slotNames(of: slots.count, parameterCount: parameterCount)
        for (slot, name) in slotNames.enumerated() {
            let first = slot * parameterCount
            let tensors = Array(slots[first..<first + parameterCount])
            try Self.check(tensors, against: model, prefix: name)
        }
        guard step >= 0 else { throw .step(step) }
        variables = parameters + slots
        self.step = step
    }

    /// A state before the first step: given parameters, and zeros for the optimizer.
    public init(
        model: Model,
        parameters: [Tensor],
        rule: UpdateRule = .momentum
    ) throws(StateError) {
        let zeros = parameters.map { Tensor(zeros: $0.shape) }
        try self.init(
            model: model,
            parameters: parameters,
            slots: rule.slots.flatMap { _ in zeros },
            step: 0
        )
    }

    /// The initial state that follows from a seed and the laws of the model's parameters.
    ///
    /// The numbers of parameter `p` are those of stream `p`. A uniform one is twice a 24-bit
    /// fraction less one, which is exact, times the bound, by default PyTorch's `1 / sqrt(inputs)`. A
    /// normal one is the sum of twelve such fractions less six, which is exact too and has variance
    /// 1, times the deviation.
    public init(
        model: Model,
        seed: Digest,
        rule: UpdateRule = .momentum
    ) throws(StateError) {
        var parameters: [Tensor] = []
        for (index, parameter) in model.parameters.enumerated() {
            var random = Philox(seed: seed, stream: UInt64(index))
            let elements = (0..<parameter.elementCount).map { _ in
                parameter.law.next(from: &random)
            }
            do {
                parameters.append(
                    try Tensor(shape: Shape(parameter.extents), elements: elements)
                )
            } catch {
                throw .tensor(error)
            }
        }
        try self.init(model: model, parameters: parameters, rule: rule)
    }

    /// The parameters, in the order of the model's.
    public var parameters: [Tensor] { Array(variables[..<parameterCount]) }

    /// What the optimizer keeps of the parameters, slot by slot.
    public var slots: [Tensor] { Array(variables[parameterCount...]) }

    /// The tensors of each slot with what stands before their parameters' names.
    var namedSlots: [(prefix: String, tensors: [Tensor])] {
        slotNames.enumerated().map { slot, name in
            let first = (1 + slot) * parameterCount
            return (name, Array(variables[first..<first + parameterCount]))
        }
    }

    /// Whether the state has the slots of a rule.
    package func fits(_ rule: UpdateRule) -> Bool {
        variables.count == (1 + rule.slots.count) * parameterCount
    }

    private static func slotNames(
        of count: Int,
        parameterCount: Int
    ) throws(StateError) -> [String] {
        for rule in UpdateRule.allCases where count == rule.slots.count * parameterCount {
            return rule.slots
        }
        throw .tensorCount(count, expected: parameterCount)
    }

    /// Whether no value is infinite or a NaN.
    public var isFinite: Bool { variables.allSatisfy(\.isFinite) }

    /// All parameters as one vector, and all that the optimizer keeps.
    package var parameterVector: [Float] { parameters.flatMap(\.elements) }
    package var slotVector: [Float] { slots.flatMap(\.elements) }

    /// Takes over another state of the same model, in the memory that this one has.
    mutating func copy(_ other: ModelState) {
        for index in variables.indices {
            other.variables[index].withUnsafeBufferPointer { elements in
                variables[index].withUnsafeMutableBufferPointer {
                    _ = $0.update(fromContentsOf: elements)
                }
            }
        }
        step = other.step
    }

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

extension Model.InitialLaw {
    /// The next number that the law draws.
    func next(from random: inout Philox) -> Float {
        switch self {
        case .uniform(let inputs):
            return (2 * random.nextUniform() - 1) * (1 / Float(inputs).squareRoot())
        case .within(let bound):
            return (2 * random.nextUniform() - 1) * bound.float
        case .normal(let deviation):
            // Sums of 24-bit fractions below 16 are exact in double precision, and in the end in
            // single precision but for the last rounding.
            let sum = (0..<12).reduce(-6.0) { sum, _ in sum + Double(random.nextUniform()) }
            return Float(sum) * deviation.float
        case .constant(let number):
            return number.float
        }
    }
}
