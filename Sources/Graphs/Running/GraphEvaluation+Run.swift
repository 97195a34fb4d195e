public import Tensors

extension GraphEvaluation {
    /// Runs the graph.
    ///
    /// - Throws: ``GraphEvaluationError/outside(node:number:bounds:)`` before a kernel would follow
    ///   such a place, and ``GraphEvaluationError/cancelled`` between two nodes.
    public func run(
        on execution: Execution,
        settings: StepSettings
    ) throws(GraphEvaluationError) -> Outcome {
        var run = Run(program: program, tensors: tensors, on: execution)
        for (value, elements) in places { run.write(elements, to: value) }
        for index in program.graph.nodes.indices {
            guard !Task.isCancelled else { throw .cancelled }
            try run.check(program.graph.nodes[index])
            run.node(index, settings)
        }
        return Outcome(
            outputs: try run.arrays(outputs),
            gradients: try run.arrays(gradients),
            changed: try run.arrays(changed),
            flops: run.metered.flops,
            bytes: run.metered.bytes
        )
    }
}

/// A run of a graph that is not trusted.
private struct Run {
    private let graph: Graph
    private var runner: ProgramRunner
    private var tensors: [Tensor]

    init(program: Program, tensors: [Tensor], on execution: Execution) {
        graph = program.graph
        runner = ProgramRunner(program, on: execution)
        self.tensors = tensors
    }

    var metered: Work { runner.metered }

    mutating func write(_ elements: [Int32], to value: Graph.ValueID) {
        runner.writePlaces(value) { _ = $0.update(fromContentsOf: elements) }
    }

    mutating func node(_ index: Int, _ settings: StepSettings) {
        runner.run(index..<index + 1, variables: &tensors, settings: settings)
    }

    /// Refuses places that are none of those from which a node chooses, before it follows them.
    func check(_ node: Graph.Node) throws(GraphEvaluationError) {
        if node.operator.kind == .indices {
            for number in floats(node.inputs[0]) where Int32(exactly: number) == nil {
                let bounds = Int(Int32.min)..<Int(Int32.max) + 1
                throw .outside(node: node.name, number: Double(number), bounds: bounds)
            }
        }
        guard let bounds = graph.placeBounds(of: node) else { return }
        for index in node.operator.kind.line.placeInputs {
            for place in runner.places(node.inputs[index]) where !bounds.contains(Int(place)) {
                throw .outside(node: node.name, number: Double(place), bounds: bounds)
            }
        }
    }

    func arrays(
        _ named: [GraphEvaluation.Named]
    ) throws(GraphEvaluationError) -> [GraphEvaluation.NamedArray] {
        var arrays: [GraphEvaluation.NamedArray] = []
        for (name, value) in named {
            let elements: NumericElements =
                graph.values[value.index].isPlaces
                ? .int32(runner.places(value)) : .float32(floats(value))
            do throws(TensorError) {
                let array = try NumericArray(shape: graph.shape(of: value), elements: elements)
                arrays.append(GraphEvaluation.NamedArray(name: name, array: array))
            } catch {
                throw .graph(.shape(node: name, error))
            }
        }
        return arrays
    }

    /// A value of floats, wherever it lies.
    private func floats(_ value: Graph.ValueID) -> [Float] {
        if case .parameter(let index) = graph.role(of: graph.storage(of: value)) {
            return tensors[index].elements
        }
        return runner.tensor(value).elements
    }
}

extension Graph {
    /// What a node's places must be within, or nothing where it follows none.
    fileprivate func placeBounds(of node: Node) -> Range<Int>? {
        let extents = node.inputs.first.map { shape(of: $0).dimensions } ?? []
        switch node.operator.kind {
        case .gather: return 0..<extents[0]
        case .gatherGradient: return 0..<node.operator.settings.extents[0]
        case .softmaxCrossEntropy, .softmaxCrossEntropyGradient: return 0..<extents[1]
        case .maxPoolGradient:
            let image = node.operator.settings.extents
            // Windows without any place of the image have the place -1.
            return -1..<image[2] * image[3]
        default: return nil
        }
    }
}
