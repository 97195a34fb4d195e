import Graphs
import JSON
import Tensors
import Testing

struct WorkTests {
    /// 3 features, 4 hidden units, 2 classes; batches of 5.
    private func step() throws -> TrainingStep {
        let model = try Model(
            input: 3,
            layers: [.linear(outputs: 4), .function(.relu), .linear(outputs: 2)]
        )
        return try TrainingStep(model: model, batchSize: 5)
    }

    @Test func `a step unrolls into the nodes that the operator table derives`() throws {
        let names = try step().graph.nodes.map(\.name)
        #expect(
            names == [
                "layers.0.product", "layers.0.bias", "layers.1.relu",
                "layers.2.product", "layers.2.bias", "loss",
                "loss.gradient.softmaxCrossEntropyGradient",
                "layers.2.bias.gradient.columnSums",
                "layers.2.product.gradient.product",
                "layers.2.product.gradient.productTransposedLeft",
                "layers.1.relu.gradient.reluGradient",
                "layers.0.bias.gradient.columnSums",
                "layers.0.product.gradient.productTransposedLeft",
                "layers.0.weight.update", "layers.0.bias.update",
                "layers.2.weight.update", "layers.2.bias.update",
            ]
        )
    }

    @Test func `the work of a step is what counting by hand gives`() throws {
        let work = try step().work
        // Products: forward, weight gradients, and the hidden layer's gradient; the features'
        // gradient is not computed.
        let products = 2 * 5 * (3 * 4 + 4 * 2) * 2 + 2 * 5 * 2 * 4
        let biases = 5 * 4 + 5 * 2
        let sums = 5 * 4 + 5 * 2
        let relus = 5 * 4 + 5 * 4
        let loss = 5 * (5 * 2) + 4 * 5 + 2 * (5 * 2)
        let updates = 4 * (12 + 4 + 8 + 2)
        #expect(work.flops == Int64(products + biases + sums + relus + loss + updates))
        #expect(work.parameters == 26)
        #expect(work.operations[.momentumUpdate] == 4)
        #expect(work.operations[.product] == 1)
        #expect(work.operations.values.reduce(0, +) == 17)
    }

    @Test func `the peak of memory counts values from first write to last read`() throws {
        let model = try Model(input: 20, layers: [.linear(outputs: 30)])
        let step = try TrainingStep(model: model, batchSize: 40)
        let variables = 2 * (600 + 30)
        // Values begin at multiples of 16 elements: features, labels, then product [40, 30], bias
        // [40, 30], the softmax [40, 30] in the product's place and the loss, the gradient [40, 30] in
        // the bias's, and those of bias and weight in the softmax's.
        let block = 800 + 48 + 1200 + 1200 + 16
        // The losses of the rows.
        let besides = 40
        #expect(step.work.peakMemoryBytes == Int64(4 * (variables + block + besides)))
    }

    @Test func `work is repeated as it is, but for memory and parameters`() throws {
        let body = try step().work
        let work = try #require(body.repeated(1100))
        #expect(work.flops == 1100 * body.flops)
        #expect(work.bytes == 1100 * body.bytes)
        #expect(work.operations[.relu] == 1100)
        #expect(work.peakMemoryBytes == body.peakMemoryBytes)
        #expect(work.parameters == body.parameters)
        #expect(body.repeated(.max) == nil)
    }

    @Test func `a run meters exactly what was estimated`() throws {
        let step = try step()
        var executor = StepExecutor(step: step, on: .standard)
        let parameters = try step.model.parameters.map { parameter in
            try Tensor(
                shape: Shape(parameter.extents),
                elements: (0..<parameter.elementCount).map { 0.01 * Float($0) }
            )
        }
        var variables = parameters + parameters.map { Tensor(zeros: $0.shape) }
        let batch = Batch(
            features: try Tensor(rows: 5, columns: 3, elements: (0..<15).map { Float($0) / 15 }),
            labels: [0, 1, 0, 1, 1]
        )
        let settings = StepSettings(learningRate: 0.1, momentum: 0.9)
        for _ in 0..<7 {
            _ = try executor.run(batch, variables: &variables, settings: settings)
        }
        #expect(executor.metered == step.work.repeated(7))
    }

    @Test func `samples that are no rows of a matrix are refused`() throws {
        let step = try step()
        var executor = StepExecutor(step: step, on: .standard)
        let parameters = try step.model.parameters.map { try Tensor(zeros: Shape($0.extents)) }
        for extents in [[3], [5, 1, 3], [5, 4]] {
            let shape = try Shape(extents)
            let batch = Batch(
                features: Tensor(zeros: shape),
                labels: [0, 0, 0, 0, 0],
                samples: [0, 1, 2, 0, 1]
            )
            let refusal = TensorError.shapeMismatch(
                operation: "a batch",
                expected: "samples of the shape [5, 3]",
                got: [shape]
            )
            #expect(throws: refusal) {
                try executor.gradients(of: batch, parameters: parameters)
            }
        }
    }

    @Test func `work reads back from its JSON`() throws {
        let work = try step().work
        #expect(try Work(json: JSONReader(work.json)) == work)
    }

    @Test func `a run allocates the memory and does the operations of its estimate`() throws {
        for rule in UpdateRule.allCases {
            let model = try StepTimingTests.image()
            let step = try TrainingStep(
                model: model,
                batchSize: 32,
                method: UpdateMethod(rule: rule)
            )
            var executor = StepExecutor(step: step, on: .standard)
            #expect(executor.allocatedByteCount == 0)
            var variables = try (0...rule.slots.count).flatMap { _ in
                try model.parameters.map { try Tensor(zeros: Shape($0.extents)) }
            }
            let batch = Batch(
                features: try Tensor(zeros: Shape([32, 36])),
                labels: Array(repeating: 1, count: 32)
            )
            _ = try executor.run(batch, variables: &variables, settings: StepSettings())
            let given = variables.reduce(0) { $0 + 4 * $1.shape.elementCount }
            #expect(Int64(executor.allocatedByteCount + given) == step.work.peakMemoryBytes)
            #expect(executor.metered == step.work)
        }
    }

    @Test func `work beyond 63 bits is the most there is`() throws {
        let most = "\(Int64.max)"
        let work = try Work(
            json: JSONReader([
                "bytes": .string(most), "flops": .string(most), "operations": [:],
                "parameters": "1", "peakMemoryBytes": "1",
            ])
        )
        #expect(work.followed(by: work).flops == .max)
        #expect(work.followed(by: work).bytes == .max)
        #expect(work.repeated(2) == nil)
    }
}
