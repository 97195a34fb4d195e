package import Tensors

/// Runs the nodes of a program by the kernels of Tensors, and meters them.
///
/// The meter adds up the costs that an estimate adds up, but only when a node has run. After the
/// first run nothing is allocated any more, unless the execution is perturbed.
package struct ProgramRunner: Sendable {
    /// What is run.
    package let program: Program
    /// How its operators are carried out.
    package let execution: Execution
    /// The work done so far.
    package private(set) var metered = Work()

    private var prepared: PreparedProgram?

    /// A runner that has done nothing yet.
    package init(_ program: Program, on execution: Execution) {
        self.program = program
        self.execution = execution
    }

    /// Forgets the work done so far.
    package mutating func resetMeter() { metered = Work() }

    /// The program in memory of this runner alone; a copy of a runner begins with memory of its own.
    private mutating func own() -> PreparedProgram {
        // Asked first: whoever holds it in a variable besides is a second one.
        if isKnownUniquelyReferenced(&prepared), let prepared { return prepared }
        let prepared = PreparedProgram(program, on: execution)
        self.prepared = prepared
        return prepared
    }

    /// Takes the memory and readies the kernels, which otherwise the first run does.
    mutating func prepare() { _ = own() }

    private var memory: RunMemory? { prepared?.memory }

    /// The bytes that the runner has allocated: none before its first run.
    package var allocatedByteCount: Int { memory?.byteCount ?? 0 }

    /// Writes a value that comes from outside.
    package mutating func write(
        _ value: Graph.ValueID,
        _ write: (UnsafeMutableBufferPointer<Float>) -> Void
    ) {
        let memory = own().memory
        let count = program.graph.shape(of: value).elementCount
        write(UnsafeMutableBufferPointer(start: memory.floats(at: value), count: count))
    }

    /// Sets values that come from outside to zero.
    package mutating func clear(_ values: [Graph.ValueID]) {
        for value in values { write(value) { $0.update(repeating: 0) } }
    }

    /// Writes places or labels that come from outside.
    mutating func writePlaces(
        _ value: Graph.ValueID,
        _ write: (UnsafeMutableBufferPointer<Int32>) -> Void
    ) {
        let memory = own().memory
        let count = program.graph.shape(of: value).elementCount
        memory.floats(at: value)?.withMemoryRebound(to: Int32.self, capacity: count) { places in
            write(UnsafeMutableBufferPointer(start: places, count: count))
        }
    }

    /// Runs some of the nodes, which may change the variables: the parameters, then their slots.
    ///
    /// - Parameter variables: tensors of the shapes that the graph states, in the order that
    ///   ``Program/variableIndex(of:)`` gives.
    package mutating func run(
        _ nodes: Range<Int>,
        variables: inout [Tensor],
        settings: StepSettings
    ) {
        open(&variables, settings) { prepared in
            for index in nodes { prepared.kernels[index]() }
        }
        for index in nodes {
            metered.add(program.graph.nodes[index].operator.kind, program.costs[index])
        }
        metered.peakMemoryBytes = program.memoryByteCount
    }

    /// The seconds that the kernel of each of some nodes takes, on zeros where it reads places; what
    /// they compute is not metered.
    ///
    /// The variables are opened once for all of them: of many, that takes longer than most nodes.
    mutating func seconds(
        of nodes: [Int],
        variables: inout [Tensor],
        settings: StepSettings
    ) -> [Double] {
        let graph = program.graph
        var seconds: [Double] = []
        open(&variables, settings) { prepared in
            for index in nodes {
                prepared.memory.clearPlaces(of: graph.nodes[index], in: graph)
                let duration = ContinuousClock().measure { prepared.kernels[index]() }
                seconds.append(duration / .seconds(1))
            }
        }
        return seconds
    }

    /// Opens the variables for kernels to be run.
    private mutating func open(
        _ variables: inout [Tensor],
        _ settings: StepSettings,
        _ body: (PreparedProgram) -> Void
    ) {
        let prepared = own()
        let memory = prepared.memory
        memory.settings = settings
        memory.variables.removeAll(keepingCapacity: true)
        variables.withUnsafeMutableBufferPointer { tensors in
            withMemory(of: tensors, memory) { body(prepared) }
        }
        memory.variables.removeAll(keepingCapacity: true)
    }

    /// Opens one tensor within the other, of which a model has no more than a stack bears.
    private func withMemory(
        of tensors: UnsafeMutableBufferPointer<Tensor>,
        _ memory: RunMemory,
        _ body: () -> Void
    ) {
        let index = memory.variables.count
        guard index < tensors.count else { return body() }
        // A tensor without elements has no memory, and nobody reads it.
        guard program.changes(variable: index) else {
            // What is only read is not opened for writing, which would copy what others hold, too.
            // SAFETY: no kernel of the program writes to it.
            return tensors[index].withUnsafeBufferPointer { elements in
                let start = elements.baseAddress.map { UnsafeMutablePointer(mutating: $0) }
                memory.variables.append(start ?? memory.block)
                withMemory(of: tensors, memory, body)
            }
        }
        tensors[index].withUnsafeMutableBufferPointer { elements in
            memory.variables.append(elements.baseAddress ?? memory.block)
            withMemory(of: tensors, memory, body)
        }
    }

    /// A value of floats after a run; it must have been kept.
    package func tensor(_ value: Graph.ValueID) -> Tensor {
        let shape = program.graph.shape(of: value)
        guard let memory, let elements = memory.floats(at: value) else {
            return Tensor(zeros: shape)
        }
        return Tensor(
            shape: shape,
            copying: UnsafeBufferPointer(start: elements, count: shape.elementCount)
        )
    }

    /// A value of places after a run.
    package func places(_ value: Graph.ValueID) -> [Int32] {
        let count = program.graph.shape(of: value).elementCount
        guard let memory, let elements = memory.floats(at: value) else { return [] }
        return elements.withMemoryRebound(to: Int32.self, capacity: count) {
            Array(UnsafeBufferPointer(start: $0, count: count))
        }
    }

    /// The one number of a scalar after a run.
    package func number(_ value: Graph.ValueID) -> Float {
        memory?.floats(at: value)?.pointee ?? .nan
    }
}
