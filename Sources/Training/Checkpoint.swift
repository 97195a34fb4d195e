public import Digests
public import Graphs
public import Tensors

/// A state as bytes: what is stored, hashed and replayed from.
///
/// The bytes are the canonical .safetensors file of the parameters by name, of what the optimizer
/// keeps of them (their momenta by `momentum.` and the name), and of the step counter. One state has
/// one file.
public struct Checkpoint: Sendable {
    /// The state.
    public let state: ModelState
    /// The canonical bytes.
    public let bytes: [UInt8]
    /// The digest of the bytes.
    public let digest: Digest

    private static let stepName = "step"
    /// More than any array's entry in a file's header takes.
    private static let headerByteCountMax = 256

    /// What a checkpoint of a model may take: parameters and slots in four bytes each, the step, and
    /// the header.
    public static func byteCountMax(of model: Model) -> Int {
        12 * model.parameterCount + headerByteCountMax * (3 * model.parameters.count + 2)
    }

    /// The checkpoint of a state, all of whose values must be finite.
    public init(of state: ModelState, model: Model) throws(StateError) {
        self.state = state
        bytes = try Self.file(of: state, model: model).serialized()
        digest = Digest(sha256: bytes)
    }

    /// Reads a checkpoint, which must be the canonical file of a state of the model.
    ///
    /// - Parameter rule: the optimizer's, whose slots the state must have; any rule's if not given.
    public init(bytes: [UInt8], model: Model, rule: UpdateRule? = nil) throws(StateError) {
        var reader = try NamedTensors(parsing: bytes)
        let parameters = try reader.tensors(of: model)
        var slots: [Tensor] = []
        for name in rule?.slots ?? reader.slotNames {
            slots += try reader.tensors(of: model, prefix: name)
        }
        let step = try reader.integer(Self.stepName)
        try reader.finish()
        let state = try ModelState(
            model: model,
            parameters: parameters,
            slots: slots,
            step: step
        )
        try self.init(of: state, model: model)
        guard self.bytes == bytes else { throw .notCanonical }
    }

    private static func file(
        of state: ModelState,
        model: Model
    ) throws(StateError) -> Safetensors {
        var file = try Safetensors(tensors: state.parameters, of: model)
        for (prefix, tensors) in state.namedSlots {
            let slot = try Safetensors(tensors: tensors, of: model, prefix: prefix)
            file.arrays.merge(slot.arrays) { _, new in new }
        }
        file.arrays[stepName] = try NumericArray.counter(state.step)
        return file
    }
}

/// The parameters of a model as bytes: a published model, or what a round starts from.
///
/// The bytes are the canonical .safetensors file of the parameters by name, as other tools read it.
public struct ModelFile: Sendable {
    /// The parameters, in the order of the model's.
    public let parameters: [Tensor]
    /// The canonical bytes.
    public let bytes: [UInt8]
    /// The digest of the bytes.
    public let digest: Digest

    /// The file of parameters, all of which must be finite.
    public init(parameters: [Tensor], model: Model) throws(StateError) {
        self.parameters = parameters
        bytes = try Safetensors(tensors: parameters, of: model).serialized()
        digest = Digest(sha256: bytes)
    }

    /// Reads a file of parameters, canonical or not; ``bytes`` are the canonical ones.
    public init(bytes: [UInt8], model: Model) throws(StateError) {
        var reader = try NamedTensors(parsing: bytes)
        let parameters = try reader.tensors(of: model)
        try reader.finish()
        try self.init(parameters: parameters, model: model)
    }
}
