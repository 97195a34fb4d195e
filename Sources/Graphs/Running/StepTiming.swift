public import Tensors

/// About how long a step takes on a machine, from running its nodes one by one.
///
/// Of nodes that are alike (operator, settings and shapes) one is run, on zeros: the cheap ones
/// first, and then, as long as there is time, all nodes in their order, as often as a median needs.
/// A node that would take more than what is left of the time is not run: its time follows from its
/// cost and the best pace of the nodes of its kind, or the worst of others. So this is an estimate:
/// what lies in a cache, and what else the machine does, differs in a run.
struct StepTiming {
    /// What makes two nodes alike.
    private struct Likeness: Hashable {
        let `operator`: Operator
        let shapes: [Shape]
    }

    /// Nodes that are alike, by the first of them.
    private struct Group {
        let first: Int
        let kind: OperatorKind
        /// The effort of each.
        let cost: Double
        /// The seconds of each run.
        var samples: [Double] = []

        /// The median of what was measured; the first run, with nothing in place, counts only if it
        /// is the only one.
        var seconds: Double? {
            let sorted = (samples.count > 1 ? samples.dropFirst() : samples[...]).sorted()
            return sorted.isEmpty ? nil : sorted[sorted.count / 2]
        }
    }

    /// The least seconds by cost that were measured of each kind of operator: the rest waited for
    /// something, or was too small to tell.
    private struct Paces {
        private var best: [OperatorKind: Double] = [:]
        /// The most seconds by cost of a node that is large enough to tell: a kind that was not
        /// measured may be far slower than the fastest.
        private var slowest: Double?

        /// About a millisecond.
        private static let tellingCost = Double(1 << 26)

        mutating func add(_ group: Group) {
            guard let seconds = group.seconds, group.cost > 0 else { return }
            let pace = seconds / group.cost
            best[group.kind] = min(best[group.kind] ?? .infinity, pace)
            if group.cost >= Self.tellingCost { slowest = max(slowest ?? 0, pace) }
        }

        /// The seconds that a node should take by the pace of its kind, or of others.
        func seconds(of group: Group) -> Double {
            (best[group.kind] ?? slowest ?? best.values.min() ?? 0) * group.cost
        }
    }

    private let step: TrainingStep
    private let clock = ContinuousClock()
    private var start = ContinuousClock.now
    private var runner: ProgramRunner
    private var variables: [Tensor]
    private var groups: [Group] = []
    /// The group of each node.
    private var groupOfNode: [Int] = []

    /// The seconds that it may take, about.
    private static let limit = 1.0
    /// The most runs of a node; an odd number has a middle.
    private static let roundsMax = 201

    init(_ step: TrainingStep, on execution: Execution) {
        self.step = step
        runner = ProgramRunner(step.program, on: execution)
        let parameters = step.graph.values.compactMap { value in
            if case .parameter = value.role { Tensor(zeros: value.shape) } else { nil }
        }
        // And the slots, which are of the same shapes.
        variables = (0...step.method.rule.slots.count).flatMap { _ in parameters }
        var known: [Likeness: Int] = [:]
        for (index, node) in step.graph.nodes.enumerated() {
            let shapes = step.graph.shapes(of: node.inputs + node.outputs)
            let likeness = Likeness(operator: node.operator, shapes: shapes)
            if known[likeness] == nil {
                known[likeness] = groups.count
                let cost = step.program.effort(of: index..<index + 1)
                groups.append(Group(first: index, kind: node.operator.kind, cost: cost))
            }
            groupOfNode.append(known[likeness] ?? 0)
        }
    }

    /// Measures; answers the seconds of the whole step.
    mutating func measure() -> Double {
        runner.prepare()
        start = clock.now
        var paces = Paces()
        for index in groups.indices.sorted(by: { groups[$0].cost < groups[$1].cost }) {
            guard hasTime(for: paces.seconds(of: groups[index])) else { continue }
            run([groups[index].first])
            // The first run found nothing in place, which would tell nothing of other nodes.
            if hasTime(for: groups[index].samples[0]) { run([groups[index].first]) }
            paces.add(groups[index])
        }
        let nodes = groupOfNode.indices.filter { !groups[groupOfNode[$0]].samples.isEmpty }
        for _ in 1..<Self.roundsMax {
            guard hasTime(for: groupOfNode.reduce(0) { $0 + (groups[$1].samples.last ?? 0) }) else {
                break
            }
            run(nodes)
        }
        let measured = groups.reduce(into: Paces()) { $0.add($1) }
        let seconds = groups.map { $0.seconds ?? measured.seconds(of: $0) }
        return groupOfNode.enumerated().reduce(0) { sum, node in
            let times = node.offset < step.batchNodeCount ? step.method.batches : 1
            return sum + Double(times) * seconds[node.element]
        }
    }

    private func hasTime(for seconds: Double) -> Bool {
        !Task.isCancelled && start.duration(to: clock.now) / .seconds(1) + seconds < Self.limit
    }

    private mutating func run(_ nodes: [Int]) {
        var settings = StepSettings()
        settings.epsilon = 1
        let samples = runner.seconds(of: nodes, variables: &variables, settings: settings)
        for (node, sample) in zip(nodes, samples) {
            groups[groupOfNode[node]].samples.append(sample)
        }
    }
}

extension TrainingStep {
    /// About how many seconds a step takes on this machine, measured for at most about one.
    ///
    /// Takes the memory of a step while it measures.
    public func seconds(on execution: Execution) -> Double {
        var timing = StepTiming(self, on: execution)
        return timing.measure()
    }
}
