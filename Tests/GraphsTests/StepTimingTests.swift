import Graphs
import JSON
import Tensors
import Testing

struct StepTimingTests {
    private func image() throws -> Model {
        try Model(
            inputExtents: [1, 6, 6],
            layers: [
                .convolution(outputs: 3, window: 3), .relu, .maxPool(window: 2, stride: 2),
                .flatten, .dropout(DecimalNumber("0.5") ?? .zero), .linear(outputs: 4),
            ]
        )
    }

    @Test func `a step takes time, more of it in several batches`() throws {
        let step = try TrainingStep(model: image(), batchSize: 32)
        #expect(step.seconds(on: .standard) > 0)
        let adam = UpdateMethod(rule: .adam, batches: 3)
        let parts = try TrainingStep(model: image(), batchSize: 32, method: adam)
        #expect(parts.seconds(on: .standard) > 0)
    }

    @Test func `a run allocates the memory and does the operations of its estimate`() throws {
        for rule in UpdateRule.allCases {
            let model = try image()
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

    @Test func `a loop without a limit is found wherever it is`() throws {
        func found(_ layers: String) throws -> String? {
            Model.unboundedLoop(in: try JSONValue(parsing: #"{"layers": \#(layers)}"#))
        }
        let bounded = #"{"repeat": {"limit": 3, "layers": [{"relu": {}}]}}"#
        #expect(try found("[\(bounded)]") == nil)
        #expect(try found(#"[{"relu": {}}, {"repeat": {"layers": []}}]"#) == "layers.1.repeat")
        let deep = #"[{"residual": [\#(bounded), {"while": {"limit": null, "layers": []}}]}]"#
        #expect(try found(deep) == "layers.0.layers.1.while")
        #expect(try found("7") == nil)
    }
}
