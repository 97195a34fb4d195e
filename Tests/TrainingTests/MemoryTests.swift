import Graphs
import Tensors
import Testing
import Training

/// Descriptions of models that nobody could compute.
@Suite struct MemoryTests {
    /// Few parameters, but layers whose values for one block take some ten gigabytes, all of which
    /// the last addition waits for.
    private static func wide() throws -> Model {
        let layer = (0..<60).reduce(Layer.function(.relu)) { inner, _ in
            .residual([.function(.relu), inner])
        }
        return try Model(
            input: 5,
            layers: [.linear(outputs: Model.featuresMax), layer, .linear(outputs: 3)]
        )
    }

    @Test func `a contribution to a model too wide for memory is refused`() throws {
        let task = try TinyTask()
        #expect {
            _ = try GradientSum(
                of: Array(0..<40),
                in: task.dataset.dataset,
                model: Self.wide(),
                parameters: [],
                execution: .standard
            )
        } throws: { Self.isAboutMemory($0) }
    }

    @Test func `the evaluation of a model too wide for memory is refused`() throws {
        let task = try TinyTask()
        #expect {
            _ = try Evaluation(
                model: Self.wide(),
                parameters: [],
                on: task.dataset.dataset,
                execution: .standard
            )
        } throws: { Self.isAboutMemory($0) }
    }

    @Test func `a perturbation that would copy too many patches is refused`() throws {
        let task = try TinyTask()
        let convolution = Layer.convolution(
            outputs: 1,
            window: 64,
            stride: 1,
            padding: 0,
            groups: 1
        )
        let model = try Model(
            inputExtents: [1, 512, 1024],
            layers: [convolution, .flatten, .linear(outputs: 3)]
        )
        #expect {
            _ = try Evaluation(
                model: model,
                parameters: [],
                on: task.dataset.dataset,
                execution: Execution.standard.perturbed(by: 1)
            )
        } throws: { Self.isAboutMemory($0) }
    }

    private static func isAboutMemory(_ error: any Error) -> Bool {
        if case .memory? = error as? TrainingError { true } else { false }
    }
}
