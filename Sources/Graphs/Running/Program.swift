import Tensors

/// A graph that is ready to be run: what its nodes cost, and where its values lie.
package struct Program: Sendable {
    package let graph: Graph
    /// What each node costs.
    package let costs: [OperatorCost]
    /// Where the values lie.
    package let plan: MemoryPlan
    /// The parameters of the graph's model.
    let parameterCount: Int
    /// The elements of memory besides that the nodes need while they run.
    package func scratchCount(threads: Int) -> Int {
        graph.nodes.reduce(0) { max($0, graph.scratchCount(of: $1, threads: threads)) }
    }

    /// Makes a graph ready; the kept values can be read after a run.
    package init(graph: Graph, keeping kept: some Sequence<Graph.ValueID>) {
        self.graph = graph
        costs = graph.nodes.map { node in
            node.operator.cost(
                inputs: node.inputs.map { graph.shape(of: $0) },
                outputs: node.outputs.map { graph.shape(of: $0) }
            )
        }
        parameterCount = graph.values.count { if case .parameter = $0.role { true } else { false } }
        plan = MemoryPlan(graph: graph, keeping: Set(kept))
    }

    /// The work of running every node once, from the shapes alone.
    ///
    /// Memory counts everything that a run holds: the values from outside, the block of the others
    /// and what the nodes need besides on one thread.
    package var work: Work {
        var work = Work()
        for (node, cost) in zip(graph.nodes, costs) { work.add(node.operator.kind, cost) }
        work.peakMemoryBytes = memoryByteCount
        return work
    }

    package var memoryByteCount: Int64 {
        let variables = graph.values.reduce(0) {
            $0 + ($1.role.isVariable ? $1.shape.byteCount : 0)
        }
        return variables + plan.byteCount + Int64(4 * scratchCount(threads: 1))
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
