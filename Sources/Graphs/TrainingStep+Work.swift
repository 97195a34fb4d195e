import Tensors

extension TrainingStep {
    /// The work of one step, from the shapes alone.
    ///
    /// The peak of memory counts the values: those from outside all the time, computed ones from
    /// the node that computes them to the last that reads them.
    public var work: Work {
        var work = Work()
        work.parameters = Int64(model.parameterCount)
        var live = graph.values.filter { $0.role != .computed }
            .reduce(0) { $0 + $1.shape.byteCount }
        for (index, node) in graph.nodes.enumerated() {
            live += graph.byteCount(of: node.outputs)
            work.add(node.operator, costs[index])
            work.peakMemoryBytes = max(work.peakMemoryBytes, live)
            live -= graph.byteCount(of: releases[index])
        }
        return work
    }
}

extension Graph {
    /// What each node costs.
    var costs: [OperatorCost] {
        nodes.map { node in
            node.operator.cost(
                inputs: node.inputs.map { shape(of: $0) },
                outputs: node.outputs.map { shape(of: $0) }
            )
        }
    }

    /// For each node, the computed values that nobody reads after it.
    func releases(keeping kept: ValueID) -> [[ValueID]] {
        var seen: Set<ValueID> = [kept]
        var releases: [[ValueID]] = []
        for node in nodes.reversed() {
            let last = (node.inputs + node.outputs).filter { value in
                values[value.index].role == .computed && seen.insert(value).inserted
            }
            releases.append(last)
        }
        return releases.reversed()
    }

    fileprivate func byteCount(of values: [ValueID]) -> Int64 {
        values.reduce(0) { $0 + shape(of: $1).byteCount }
    }
}
