import Tensors

/// One node that is run: finds where its values lie, and calls the kernel of its operator.
struct KernelCall {
    let node: Graph.Node
    let graph: Graph
    let memory: RunMemory
    let settings: StepSettings
    let execution: Execution
    /// The parameters of the graph's model; their slots come behind them.
    let parameterCount: Int

    typealias Floats = UnsafeMutablePointer<Float>

    /// The settings of the operator.
    var line: Operator.Settings { node.operator.settings }

    // MARK: Where values lie

    func input(_ index: Int) -> Floats { floats(node.inputs[index]) }
    func output(_ index: Int = 0) -> Floats { floats(node.outputs[index]) }
    func inputPlaces(_ index: Int) -> UnsafeMutablePointer<Int32> { places(node.inputs[index]) }
    func outputPlaces(_ index: Int) -> UnsafeMutablePointer<Int32> { places(node.outputs[index]) }

    func floats(_ value: Graph.ValueID) -> Floats {
        switch graph.role(of: graph.storage(of: value)) {
        case .parameter(let index): return memory.variables[index]
        case .slot(let slot, let index):
            return memory.variables[(1 + slot) * parameterCount + index]
        case .features, .labels, .input, .accumulated, .constant, .computed:
            guard let floats = memory.floats(at: value) else {
                preconditionFailure("the plan has a place for each value")
            }
            return floats
        }
    }

    private func places(_ value: Graph.ValueID) -> UnsafeMutablePointer<Int32> {
        UnsafeMutableRawPointer(floats(value)).assumingMemoryBound(to: Int32.self)
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

    /// An input as what lies before, along and behind an axis.
    func sections(_ extents: [Int], axis: Int) -> (outer: Int, count: Int, inner: Int) {
        (
            extents[..<axis].reduce(1, *), extents[axis],
            extents[(axis + 1)...].reduce(1, *)
        )
    }
}
