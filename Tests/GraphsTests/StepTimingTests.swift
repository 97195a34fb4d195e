import Graphs
import JSON
import Tensors
import Testing

struct StepTimingTests {
    static func image() throws -> Model {
        try Model(
            inputExtents: [1, 6, 6],
            layers: [
                .convolution(outputs: 3, window: 3), .function(.relu),
                .maxPool(window: 2, stride: 2),
                .flatten, .dropout(DecimalNumber("0.5") ?? .zero), .linear(outputs: 4),
            ]
        )
    }

    @Test func `a step takes time, in one batch or in several`() throws {
        let step = try TrainingStep(model: Self.image(), batchSize: 32)
        #expect(step.seconds(on: .standard) > 0)
        let adam = UpdateMethod(rule: .adam, batches: 3)
        let parts = try TrainingStep(model: Self.image(), batchSize: 32, method: adam)
        #expect(parts.seconds(on: .standard) > 0)
    }
}
