import Tensors

/// A node made ready to be run again and again: what follows from the graph is found once, the kernel
/// is called with it.
struct KernelCall {
    /// Calls the kernel of a node; allocates nothing.
    typealias Kernel = () -> Void
    typealias Floats = UnsafeMutablePointer<Float>

    /// Where a value lies.
    private enum Place {
        case block(Floats)
        /// In a variable, whose memory a run brings along.
        case variable(Int)
    }

    let node: Graph.Node
    let graph: Graph
    let memory: RunMemory
    let execution: Execution
    private let inputs: [Place]
    private let outputs: [Place]

    init(_ node: Graph.Node, of program: Program, in memory: RunMemory, on execution: Execution) {
        self.node = node
        graph = program.graph
        self.memory = memory
        self.execution = execution
        func place(_ value: Graph.ValueID) -> Place {
            if let variable = program.variableIndex(of: value) { return .variable(variable) }
            guard let floats = memory.floats(at: value) else {
                preconditionFailure("the plan has a place for each value")
            }
            return .block(floats)
        }
        inputs = node.inputs.map(place)
        outputs = node.outputs.map(place)
    }

    /// What the step is to be run with.
    var stepSettings: StepSettings { memory.settings }

    /// The settings of the operator.
    var settings: Operator.Settings { node.operator.settings }

    // MARK: Where values lie

    func input(_ index: Int) -> Floats { floats(inputs[index]) }
    func output(_ index: Int = 0) -> Floats { floats(outputs[index]) }
    func inputPlaces(_ index: Int) -> UnsafeMutablePointer<Int32> { places(inputs[index]) }
    func outputPlaces(_ index: Int) -> UnsafeMutablePointer<Int32> { places(outputs[index]) }

    private func floats(_ place: Place) -> Floats {
        switch place {
        case .block(let floats): floats
        case .variable(let index): memory.variables[index]
        }
    }

    /// SAFETY: a place has the size and the alignment of a float, and while a value of places lies in
    /// the block nobody reads or writes it as floats.
    private func places(_ place: Place) -> UnsafeMutablePointer<Int32> {
        UnsafeMutableRawPointer(floats(place)).assumingMemoryBound(to: Int32.self)
    }

    // MARK: Shapes

    func shape(_ input: Int) -> Shape { graph.shape(of: node.inputs[input]) }
    func extents(_ input: Int) -> [Int] { shape(input).dimensions }
    func count(_ input: Int) -> Int { shape(input).elementCount }
    var outputShape: Shape { graph.shape(of: node.outputs[0]) }

    /// An input as rows of its last axis.
    func rows(_ input: Int) -> (rows: Int, columns: Int) {
        let columns = extents(input).last ?? 1
        return (columns == 0 ? 0 : count(input) / columns, columns)
    }

    /// How much lies before, along and behind an axis.
    func sections(_ extents: [Int], axis: Int) -> (outer: Int, count: Int, inner: Int) {
        (
            extents[..<axis].reduce(1, *), extents[axis],
            extents[(axis + 1)...].reduce(1, *)
        )
    }
}
