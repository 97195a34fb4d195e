public import Tensors

/// A graph on given tensors: made ready and checked from their shapes, then run.
///
/// Nothing that describes it is trusted: shapes are checked when it is made, places right before the
/// node that reads them, and what it takes before anything is allocated.
public struct GraphEvaluation: Sendable {
    /// A tensor and its name.
    public struct NamedArray: Sendable {
        /// The name that nodes give it.
        public let name: String
        /// Its numbers.
        public let array: NumericArray

        /// A tensor of a name.
        public init(name: String, array: NumericArray) {
            self.name = name
            self.array = array
        }
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// The values that were asked for.
        public let outputs: [NamedArray]
        /// The gradients by those inputs that have one, in the order of the inputs.
        public let gradients: [NamedArray]
        /// The inputs that were changed in place.
        public let changed: [NamedArray]
        /// Floating-point operations.
        public let flops: Int64
        /// Bytes read and written.
        public let bytes: Int64
    }

    /// The most that the operations of an evaluation count together: seconds on one core, if all are
    /// those of matrix products.
    public static let flopsMax: Int64 = 1 << 36

    typealias Named = (name: String, value: Graph.ValueID)

    let program: Program
    /// The floats that are given, by the graph's parameters.
    let tensors: [Tensor]
    /// The places that are given.
    let places: [(value: Graph.ValueID, elements: [Int32])]
    let outputs: [Named]
    let gradients: [Named]
    let changed: [Named]

    /// Makes a graph ready to be run on some tensors.
    ///
    /// - Parameter upstream: the gradient of something by the first output; with it, the gradients
    ///   of that by the inputs are computed, too.
    public init(
        _ description: GraphDescription,
        inputs: [NamedArray],
        upstream: NumericArray?
    ) throws(GraphEvaluationError) {
        var given = GivenValues()
        let readAsPlaces = description.places
        for input in inputs {
            try given.append(input, isPlaces: readAsPlaces.contains(input.name))
        }
        var values = given.values
        outputs = try description.append(to: &given.graph, &values)
        changed = try given.graph.changed(of: given.values)
        for (input, value) in changed {
            // It would be answered as it is at the end, whatever was meant.
            if let output = outputs.first(where: { given.graph.storage(of: $0.value) == value }) {
                throw .outputChanged(output.name, input: input)
            }
        }
        if let upstream {
            // The rules of gradients read values as other nodes found them.
            if let shared = changed.first(where: { given.graph.readers(of: $0.value) > 1 }) {
                throw .gradientOfChanged(shared.name)
            }
            gradients = try given.appendGradients(
                of: outputs.first?.value,
                upstream: upstream,
                by: inputs.map(\.name)
            )
        } else {
            gradients = []
        }
        tensors = given.tensors
        places = given.places
        if let empty = given.graph.firstEmpty { throw .empty(empty) }
        program = Program(graph: given.graph, keeping: (outputs + gradients).map(\.value))
        try program.checkFlops(isPerturbed: false)
    }

    /// An execution, on fewer of its threads where so much memory is not enough for all.
    ///
    /// Refuses what takes more on one, and what a perturbation makes too much work.
    public func fitting(
        _ execution: Execution,
        memoryLimit: Int64
    ) throws(GraphEvaluationError) -> Execution {
        if execution.perturbation != nil { try program.checkFlops(isPerturbed: true) }
        // What is given is there twice, as nodes may change it, and so are results.
        var besides = tensors.reduce(0) { $0 + $1.shape.byteCount }
        for (_, value) in outputs + gradients + changed {
            besides += program.graph.shape(of: value).byteCount
        }
        func needed(_ execution: Execution) -> Int64 {
            program.memoryByteCount(on: execution) + besides
        }
        let execution = execution.within(memory: memoryLimit, needed: needed)
        guard needed(execution) <= memoryLimit else {
            throw .memory(needed: needed(execution), limit: memoryLimit)
        }
        return execution
    }
}

extension GivenValues {
    /// Adds the gradients by the floats of these names that have one.
    fileprivate mutating func appendGradients(
        of output: Graph.ValueID?,
        upstream: NumericArray,
        by names: [String]
    ) throws(GraphEvaluationError) -> [GraphEvaluation.Named] {
        guard let output, !graph.isPlaces(output) else { throw .noFirstOutput }
        guard graph.shape(of: output) == upstream.shape else {
            throw .upstream(upstream.shape, output: graph.shape(of: output))
        }
        let wanted = names.compactMap { name in values[name].map { (name, $0) } }
            .filter { !graph.isPlaces($0.1) }
        let value = try append(GraphEvaluation.NamedArray(name: "upstream", array: upstream))
        do throws(GraphError) {
            let byValue = try graph.appendGradients(
                of: output,
                upstream: value,
                by: wanted.map(\.1)
            )
            return wanted.compactMap { name, value in byValue[value].map { (name, $0) } }
        } catch {
            throw .graph(error)
        }
    }
}

extension Program {
    fileprivate func checkFlops(isPerturbed: Bool) throws(GraphEvaluationError) {
        let flops = effort(of: graph.nodes.indices, isPerturbed: isPerturbed)
        guard flops <= Double(GraphEvaluation.flopsMax) else { throw .flops(needed: flops) }
    }
}

extension Graph {
    fileprivate func isPlaces(_ value: ValueID) -> Bool { values[value.index].isPlaces }

    /// A name of the first value without elements.
    fileprivate var firstEmpty: String? {
        for node in nodes {
            let empty = (node.inputs + node.outputs).contains { shape(of: $0).elementCount == 0 }
            if empty { return node.name }
        }
        return nil
    }

    /// How many nodes read a value.
    fileprivate func readers(of value: ValueID) -> Int {
        nodes.count { $0.inputs.contains { storage(of: $0) == value } }
    }

    /// The given values that nodes change in place, each once.
    fileprivate func changed(
        of given: [String: ValueID]
    ) throws(GraphEvaluationError) -> [GraphEvaluation.Named] {
        var changed: [GraphEvaluation.Named] = []
        for node in nodes {
            let stored = node.inputs.map { storage(of: $0) }
            for index in node.operator.kind.line.changes {
                let value = stored[index]
                let name = given.first { $0.value == value }?.key
                guard let name, case .parameter = role(of: value),
                    stored.count(where: { $0 == value }) == 1
                else { throw .changed(node: node.name, input: name ?? "input \(index)") }
                if !changed.contains(where: { $0.value == value }) {
                    changed.append((name, value))
                }
            }
        }
        return changed
    }
}
