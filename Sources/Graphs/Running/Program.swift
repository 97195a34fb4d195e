import Tensors

/// A graph that is ready to be run: what its nodes cost, and where its values lie.
package struct Program: Sendable {
    package let graph: Graph
    /// What each node costs.
    package let costs: [OperatorCost]
    /// Where the values lie.
    package let plan: MemoryPlan
    /// The bytes that a run on one thread holds: the values from outside, the block of the others and
    /// what the nodes need besides.
    package let memoryByteCount: Int64
    /// What all places that features stand for must be below: the smallest number of rows of a table
    /// or of classes that they choose from; nothing where features are numbers only.
    let placeBound: Int?
    /// The parameters of the graph's model.
    private let parameterCount: Int
    /// The variables that nodes change; all others are only read.
    private let changedVariables: Set<Int>

    /// The elements of memory besides that the nodes need while they run.
    func scratchCount(threads: Int) -> Int {
        graph.scratchCount(threads: threads)
    }

    /// The bytes that a run holds, by an execution whose work has been held to a bound: what a
    /// perturbation copies grows as that does.
    func memoryByteCount(on execution: Execution) -> Int64 {
        var scratch = scratchCount(threads: execution.threads) - scratchCount(threads: 1)
        if execution.perturbation != nil { scratch += graph.perturbedCount }
        return memoryByteCount + Int64(4 * scratch)
    }

    /// Makes a graph ready; the kept values can be read after a run.
    package init(graph: Graph, keeping kept: some Sequence<Graph.ValueID>) {
        self.graph = graph
        costs = graph.nodes.map { graph.cost(of: $0) }
        parameterCount = graph.values.count { if case .parameter = $0.role { true } else { false } }
        plan = MemoryPlan(graph: graph, keeping: Set(kept))
        changedVariables = graph.changedVariables(parameterCount: parameterCount)
        placeBound = graph.placeBound
        let variables = graph.values.reduce(0) {
            $0 + ($1.role.isVariable ? $1.shape.byteCount : 0)
        }
        let scratch = Int64(4 * graph.scratchCount(threads: 1))
        memoryByteCount = variables + plan.byteCount + scratch
    }

    /// Which of a run's variables a value is: a parameter, or what is kept of one, slot by slot behind
    /// all parameters; nothing for what lies in the plan's block.
    func variableIndex(of value: Graph.ValueID) -> Int? {
        graph.variableIndex(of: value, parameterCount: parameterCount)
    }

    /// Whether a node changes a variable.
    func changes(variable index: Int) -> Bool { changedVariables.contains(index) }

    /// The work of running every node once, from the shapes alone.
    package var work: Work {
        var work = Work()
        for (node, cost) in zip(graph.nodes, costs) { work.add(node.operator.kind, cost) }
        work.peakMemoryBytes = memoryByteCount
        return work
    }
}

extension Graph.Role {
    /// Whether the value lies in a tensor that outlives the run: a parameter, or a slot of one.
    var isVariable: Bool {
        switch self {
        case .parameter, .slot: true
        case .features, .labels, .input, .accumulated, .constant, .computed: false
        }
    }
}

extension Graph {
    fileprivate func variableIndex(of value: ValueID, parameterCount: Int) -> Int? {
        switch role(of: storage(of: value)) {
        case .parameter(let index): index
        case .slot(let slot, let index): (1 + slot) * parameterCount + index
        case .features, .labels, .input, .accumulated, .constant, .computed: nil
        }
    }

    fileprivate func changedVariables(parameterCount: Int) -> Set<Int> {
        var changed: Set<Int> = []
        for node in nodes {
            for input in node.operator.kind.line.changes {
                let index = variableIndex(of: node.inputs[input], parameterCount: parameterCount)
                if let index { changed.insert(index) }
            }
        }
        return changed
    }

    fileprivate func scratchCount(threads: Int) -> Int {
        nodes.reduce(0) { max($0, scratchCount(of: $1, threads: threads)) }
    }

    /// The most elements that a node copies under a perturbation.
    fileprivate var perturbedCount: Int { nodes.reduce(0) { max($0, perturbedCount(of: $1)) } }

    fileprivate var placeBound: Int? {
        var bound: Int?
        for node in nodes {
            switch node.operator.kind {
            case .gather: bound = min(bound ?? .max, shape(of: node.inputs[0]).dimensions[0])
            case .softmaxCrossEntropy where role(of: storage(of: node.inputs[1])) != .labels:
                bound = min(bound ?? .max, shape(of: node.inputs[0]).dimensions[1])
            default: continue
            }
        }
        return bound
    }
}
