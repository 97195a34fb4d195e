public import Tensors

/// About how long a step takes on a machine, from running its nodes one by one.
///
/// Of nodes that are alike (operator, settings and shapes) one is run, on zeros: the cheap ones
/// first, and then, as long as there is time, all again in their order, as often as a median needs.
/// A node that would take more than what is left of the time is not run: its time follows from its
/// cost and the rate of the nodes of its kind, or of all. So this is an estimate: what lies in a
/// cache, and what else the machine does, differs in a run.
struct StepTiming {
    /// What makes two nodes alike.
    private struct Likeness: Hashable {
        let `operator`: Operator
        let shapes: [Shape]
    }

    private let step: TrainingStep
    private let limit: Double
    private let clock = ContinuousClock()
    private let start = ContinuousClock.now
    private var runner: ProgramRunner
    private var variables: [Tensor]
    /// The seconds of each run of the nodes that are alike.
    private var samples: [Likeness: [Double]] = [:]

    /// The most runs of a node; an odd number has a middle.
    private static let roundsMax = 9

    init(_ step: TrainingStep, on execution: Execution, limit: Double) {
        self.step = step
        self.limit = limit
        runner = ProgramRunner(step.program, on: execution)
        let groups = 1 + step.method.rule.slots.count
        variables = (0..<groups).flatMap { _ in
            step.model.parameters.compactMap { try? Tensor(zeros: Shape($0.extents)) }
        }
    }

    /// Measures; answers the seconds of the whole step.
    mutating func measure() -> Double {
        let nodes = step.graph.nodes.indices
        var seen: Set<Likeness> = []
        let firsts = nodes.filter { seen.insert(likeness($0)).inserted }
        for index in firsts.sorted(by: { cost($0) < cost($1) }) {
            guard hasTime(for: expected(index, rates)) else { continue }
            samples[likeness(index)] = [run(index)]
        }
        for _ in 1..<Self.roundsMax {
            let round = samples.values.reduce(0) { $0 + ($1.last ?? 0) }
            guard hasTime(for: round) else { break }
            for index in firsts where samples[likeness(index)] != nil {
                let seconds = run(index)
                samples[likeness(index)]?.append(seconds)
            }
        }
        let rates = rates
        return nodes.reduce(0) { sum, index in
            let times = index < step.batchNodeCount ? step.method.batches : 1
            return sum + Double(times) * (seconds(likeness(index)) ?? expected(index, rates))
        }
    }

    private func hasTime(for seconds: Double) -> Bool {
        !Task.isCancelled && start.duration(to: clock.now) / .seconds(1) + seconds < limit
    }

    private mutating func run(_ index: Int) -> Double {
        clearPlaces(step.graph.nodes[index])
        var settings = StepSettings()
        settings.epsilon = 1
        return clock.measure {
            runner.run(index..<index + 1, variables: &variables, settings: settings)
        } / .seconds(1)
    }

    /// Makes zeros of what a node reads as places: nodes run out of order here, in memory that values
    /// share, and a kernel would follow whatever another has left there.
    private mutating func clearPlaces(_ node: Graph.Node) {
        for index in node.operator.kind.line.placeInputs {
            runner.writePlaces(node.inputs[index]) { $0.update(repeating: 0) }
        }
        if node.operator.kind == .indices, !step.graph.role(of: node.inputs[0]).isVariable {
            runner.clear([node.inputs[0]])
        }
    }

    /// The median of what was measured; the first run, with nothing in place, counts only if it is
    /// the only one.
    private func seconds(_ likeness: Likeness) -> Double? {
        guard let all = samples[likeness] else { return nil }
        let sorted = (all.count > 1 ? Array(all.dropFirst()) : all).sorted()
        return sorted[sorted.count / 2]
    }

    /// The cost that was measured of each kind of operator, and the seconds that it took.
    private var rates: [OperatorKind: (cost: Double, seconds: Double)] {
        var rates: [OperatorKind: (cost: Double, seconds: Double)] = [:]
        var seen: Set<Likeness> = []
        for index in step.graph.nodes.indices {
            let likeness = likeness(index)
            guard seen.insert(likeness).inserted, let seconds = seconds(likeness) else { continue }
            let known = rates[likeness.operator.kind] ?? (0, 0)
            rates[likeness.operator.kind] = (known.cost + cost(index), known.seconds + seconds)
        }
        return rates
    }

    /// The seconds that a node should take by the rate of its kind.
    private func expected(
        _ index: Int,
        _ rates: [OperatorKind: (cost: Double, seconds: Double)]
    ) -> Double {
        let rate =
            rates[step.graph.nodes[index].operator.kind]
            ?? rates.values.reduce((0, 0)) { ($0.0 + $1.cost, $0.1 + $1.seconds) }
        return rate.cost == 0 ? 0 : rate.seconds / rate.cost * cost(index)
    }

    /// Floating-point operations and bytes, as if both took the same time.
    private func cost(_ index: Int) -> Double {
        let cost = step.program.costs[index]
        return Double(cost.flops + cost.bytes)
    }

    private func likeness(_ index: Int) -> Likeness {
        let node = step.graph.nodes[index]
        return Likeness(
            operator: node.operator,
            shapes: (node.inputs + node.outputs).map { step.graph.shape(of: $0) }
        )
    }
}

extension TrainingStep {
    /// About how many seconds a step takes on this machine, measured for at most about so many.
    ///
    /// Takes the memory of a step while it measures.
    public func seconds(on execution: Execution, measuringFor limit: Double = 1) -> Double {
        var timing = StepTiming(self, on: execution, limit: limit)
        return timing.measure()
    }
}
