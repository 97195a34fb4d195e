import Graphs
import JSON
import Tensors
import Testing

@Suite struct OperatorTableTests {
    /// A graph whose loss is the sum of an operator's first output, each element with a weight.
    private struct World {
        let graph: Graph
        let loss: Graph.ValueID
        let gradients: [Graph.ValueID: Graph.ValueID]
        let inputs: [Graph.ValueID]
        var tensors: [Tensor]

        init(_ test: OperatorCase, seed: UInt64) throws {
            var graph = Graph()
            var random = Philox(seed: seed)
            let (low, high) = (test.range.lowerBound, test.range.upperBound)
            var tensors: [Tensor] = []
            func tensor(_ shape: Shape) throws -> Tensor {
                try Tensor(
                    shape: shape,
                    elements: (0..<shape.elementCount).map { _ in
                        low + (high - low) * random.nextUniform()
                    }
                )
            }
            var inputs: [Graph.ValueID] = []
            for (index, extents) in test.inputs.enumerated() {
                let shape = try Shape(extents)
                inputs.append(graph.append(.parameter(index), shape: shape))
                tensors.append(try tensor(shape))
            }
            let operation = Operator(test.kind, test.settings)
            let output = try graph.append(operation, inputs, name: "tried")[0]
            let count = graph.shape(of: output).elementCount
            var settings = Operator.Settings()
            settings.extents = [count]
            let row = try graph.append(Operator(.reshape, settings), [output], name: "row")[0]
            let weights = graph.append(.parameter(inputs.count), shape: try Shape(count: count))
            tensors.append(try tensor(Shape(count: count)))
            let weighted = try graph.append(Operator(.multiply), [row, weights], name: "weighted")
            loss = try graph.append(Operator(.sum), weighted, name: "loss")[0]
            let wanted = (test.differentiated ?? Array(inputs.indices)).map { inputs[$0] }
            gradients = try graph.appendGradients(of: loss, by: wanted)
            self.graph = graph
            self.inputs = inputs
            self.tensors = tensors
        }

        func run(
            _ tensors: [Tensor],
            on execution: Execution = .standard
        ) -> (loss: Float, gradients: [Int: Tensor]) {
            let kept = [loss] + gradients.values
            var runner = ProgramRunner(Program(graph: graph, keeping: kept), on: execution)
            var variables = tensors
            let settings = StepSettings()
            runner.run(0..<graph.nodes.count, variables: &variables, settings: settings)
            var found: [Int: Tensor] = [:]
            for (index, input) in inputs.enumerated() {
                if let gradient = gradients[input] { found[index] = runner.tensor(gradient) }
            }
            return (runner.number(loss), found)
        }
    }

    @Test(arguments: OperatorCase.differentiable)
    func `a gradient is what a small change of its input changes the loss by`(
        test: OperatorCase
    ) throws {
        let world = try World(test, seed: 4)
        let (_, gradients) = world.run(world.tensors)
        #expect(gradients.count == (test.differentiated ?? Array(test.inputs.indices)).count)
        let nudge: Float = 1 / 256
        for (index, gradient) in gradients {
            for place in 0..<gradient.count {
                func loss(_ change: Float) throws -> Float {
                    var tensors = world.tensors
                    var elements = tensors[index].elements
                    elements[place] += change
                    tensors[index] = try Tensor(shape: tensors[index].shape, elements: elements)
                    return world.run(tensors).loss
                }
                let slope = try (loss(nudge) - loss(-nudge)) / (2 * nudge)
                let error = abs(slope - gradient.elements[place])
                let bound = 2e-3 + 4e-3 * abs(slope)
                #expect(error <= bound, "input \(index), place \(place): \(slope)")
            }
        }
    }

    @Test(arguments: OperatorCase.differentiable)
    func `an operator and its gradients have the same bits on every machine class`(
        test: OperatorCase
    ) throws {
        let world = try World(test, seed: 5)
        let expected = world.run(world.tensors)
        for set in InstructionSet.available {
            for threads in 1...3 {
                let execution = try Execution(instructionSet: set, threads: threads)
                let found = world.run(world.tensors, on: execution)
                #expect(found.loss.bitPattern == expected.loss.bitPattern, "\(set), \(threads)")
                for (index, gradient) in expected.gradients {
                    #expect(
                        found.gradients[index]?.elements.map(\.bitPattern)
                            == gradient.elements.map(\.bitPattern),
                        "\(set), \(threads) threads, input \(index)"
                    )
                }
            }
        }
    }

    @Test func `every operator that has a gradient is tried`() {
        let tried = Set(OperatorCase.differentiable.map(\.kind))
        // Whose inputs are labels or places, so that they are tried with the models; and whose slope
        // is nowhere but zero.
        let others: Set<OperatorKind> = [.softmaxCrossEntropy, .gather, .indices, .above]
        for kind in OperatorKind.allCases where kind.line.gradient != nil {
            #expect(tried.contains(kind) || others.contains(kind), "\(kind)")
        }
    }

    @Test func `inputs that do not fit are refused with the node's name`() throws {
        var graph = Graph()
        let shape = try Shape([3, 4])
        let left = graph.append(.parameter(0), shape: shape)
        let right = graph.append(.parameter(1), shape: shape)
        #expect(throws: GraphError.shapes(node: "hidden", [shape, shape])) {
            try graph.append(Operator(.product), [left, right], name: "hidden")
        }
        // Floats are no places.
        #expect(throws: GraphError.places(node: "rows", input: 1, arePlaces: false)) {
            try graph.append(Operator(.gather), [left, right], name: "rows")
        }
    }
}
