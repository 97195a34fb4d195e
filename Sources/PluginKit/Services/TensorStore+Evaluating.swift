public import Graphs
public import Tensors
import Training

extension TensorStore {
    /// A tensor that a caller gives.
    public enum Given: Sendable {
        /// Its numbers.
        case array(NumericArray)
        /// Where it is, and where the caller said so.
        case reference(TensorReference, pointer: String)
    }

    /// What a caller wants to have computed.
    public struct Evaluation: Sendable {
        /// The graph.
        public let graph: GraphDescription
        /// The tensors that are given to it.
        public let inputs: [(name: String, tensor: Given)]
        /// The gradient by the first output, if gradients are wanted.
        public let upstream: Given?
        /// What steps of an optimizer need besides.
        public let settings: StepSettings
        /// How operators are carried out; as on this host when absent.
        public let execution: ExecutionChoice?
        /// What stands before the names of the results that are stored, if all are to be.
        public let prefix: String?
        /// Whether names that other tensors have are given to these.
        public let isReplacing: Bool

        /// An evaluation of which all is given.
        public init(
            graph: GraphDescription,
            inputs: [(name: String, tensor: Given)],
            upstream: Given?,
            settings: StepSettings,
            execution: ExecutionChoice?,
            prefix: String?,
            isReplacing: Bool
        ) {
            self.graph = graph
            self.inputs = inputs
            self.upstream = upstream
            self.settings = settings
            self.execution = execution
            self.prefix = prefix
            self.isReplacing = isReplacing
        }
    }

    /// A computed tensor.
    public struct Computed: Sendable {
        /// Its name in the graph.
        public let name: String
        /// Its numbers.
        public let array: NumericArray
        /// Where it was stored, if it was.
        public fileprivate(set) var stored: StoredTensor?
    }

    /// What came of an evaluation.
    public struct Evaluated: Sendable {
        /// The values that were asked for, the gradients by inputs, and the inputs that were changed.
        public fileprivate(set) var results: [Role: [Computed]]
        /// Floating-point operations.
        public let flops: Int64
        /// Bytes read and written.
        public let bytes: Int64

        /// What a computed tensor is.
        public enum Role: String, CaseIterable, Sendable {
            case outputs, gradients, changed
        }
    }

    /// Computes a graph on given tensors.
    ///
    /// Results that fit into an answer come as numbers; others, and all if there is a prefix, are
    /// stored.
    public func evaluate(_ evaluation: Evaluation) async throws -> Evaluated {
        try await Computation.run {
            var room = MemoryRoom()
            var inputs: [GraphEvaluation.NamedArray] = []
            for (name, tensor) in evaluation.inputs {
                let array = try self.array(tensor, &room)
                inputs.append(GraphEvaluation.NamedArray(name: name, array: array))
            }
            let ready = try GraphEvaluation(
                evaluation.graph,
                inputs: inputs,
                upstream: try evaluation.upstream.map { try self.array($0, &room) }
            )
            let execution =
                try evaluation.execution?.applied(to: self.service.execution)
                ?? self.service.execution
            let fitting = try ready.fitting(execution, memoryLimit: Trainer.memoryByteCountMax)
            let outcome = try ready.run(on: fitting, settings: evaluation.settings)
            return try self.store(outcome, of: evaluation)
        }
    }

    private func array(_ given: Given, _ room: inout MemoryRoom) throws -> NumericArray {
        try Task.checkCancellation()
        let array: NumericArray
        switch given {
        case .array(let given): array = given
        case .reference(let reference, let pointer):
            let entries = try load(reference).entries
            guard entries.count == 1, let entry = entries.first else {
                throw ServiceError.parameter(
                    pointer: pointer,
                    expected: "one array; tensor.put with entry gives one of several a name",
                    got: "\(entries.count) arrays"
                )
            }
            array = entry.array
        }
        try room.take(array)
        return array
    }

    private func store(
        _ outcome: GraphEvaluation.Outcome,
        of evaluation: Evaluation
    ) throws -> Evaluated {
        let found: [(role: Evaluated.Role, arrays: [GraphEvaluation.NamedArray])] = [
            (.outputs, outcome.outputs), (.gradients, outcome.gradients),
            (.changed, outcome.changed),
        ]
        var evaluated = Evaluated(results: [:], flops: outcome.flops, bytes: outcome.bytes)
        var room = TensorLimit.values.most
        var named: [NamedTensor] = []
        for (role, arrays) in found {
            evaluated.results[role] = try arrays.map { result in
                try Task.checkCancellation()
                var computed = Computed(name: result.name, array: result.array)
                room -= result.array.elements.count
                guard evaluation.prefix != nil || room < 0 || !result.array.elements.isFinite else {
                    return computed
                }
                if let prefix = evaluation.prefix {
                    let name = try Self.name(result.name, of: role, prefix)
                    // The same output may be asked for twice.
                    if role != .outputs, named.contains(where: { $0.name == name }) {
                        throw ServiceError.parameter(
                            pointer: "/graph/outputs",
                            expected: "none that is called like what is stored besides",
                            got: "a second \"\(name)\""
                        )
                    }
                    let stored = try store(result.array)
                    named.append(NamedTensor(name: name, tensor: stored))
                    computed.stored = stored
                } else {
                    computed.stored = try store(result.array)
                }
                return computed
            }
        }
        if !named.isEmpty { try names.add(named, replacing: evaluation.isReplacing) }
        return evaluated
    }

    private static func name(
        _ name: String,
        of role: Evaluated.Role,
        _ prefix: String
    ) throws(ServiceError) -> String {
        let full = prefix + (role == .outputs ? "" : "\(role.rawValue).") + name
        guard TensorReference.isName(full) else {
            throw .parameter(
                pointer: "/prefix",
                expected: "one that makes a name of \"\(name)\", of at most "
                    + "\(TensorReference.nameByteCountMax) bytes",
                got: "\"\(prefix)\""
            )
        }
        return full
    }
}

extension NumericElements {
    /// Whether every number is one that JSON has a word for.
    fileprivate var isFinite: Bool {
        switch self {
        case .float32(let values): values.allSatisfy(\.isFinite)
        case .float64(let values): values.allSatisfy(\.isFinite)
        case .int32, .int64, .uint8: true
        }
    }
}
