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

    /// A classifier of images, by one convolution.
    private static func convolving(_ extents: [Int], _ convolution: Layer) throws -> Model {
        try Model(
            inputExtents: extents,
            layers: [convolution, .flatten, .linear(outputs: 3)]
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
        let model = try Self.convolving([1, 512, 1024], .convolution(outputs: 1, window: 64))
        #expect {
            _ = try Evaluation(
                model: model,
                parameters: [],
                on: task.dataset.dataset,
                execution: Execution.standard.perturbed(by: 1)
            )
        } throws: { Self.isAboutMemory($0) }
    }

    /// Each thread has patches of its own: a machine with more threads must not refuse what others
    /// compute.
    @Test func `a run takes as many threads as there is memory for, and has the same bits`() throws
    {
        let task = try TinyTask()
        let given = task.specification
        let specification = try WorkSpecification(
            model: Self.convolving(
                [1, 1, 5],
                .convolution(outputs: 2, window: 3, padding: 1)
            ),
            dataset: given.dataset,
            optimizer: given.optimizer,
            batchSize: given.batchSize,
            steps: given.steps,
            checkpointInterval: given.checkpointInterval
        )
        func trainer(threads: Int, memoryLimit: Int64) throws -> Trainer {
            try Trainer(
                specification: specification,
                dataset: task.dataset,
                seeds: task.seeds,
                execution: Execution(threads: threads),
                memoryLimit: memoryLimit
            )
        }
        var alone = try trainer(threads: 1, memoryLimit: .max)
        let needed = alone.stepWork.peakMemoryBytes
        var crowd = try trainer(threads: 256, memoryLimit: needed)
        #expect(crowd.execution.threads == 1)
        #expect(try trainer(threads: 256, memoryLimit: .max).execution.threads == 256)
        for _ in 0..<3 { #expect(try alone.step() == crowd.step()) }
        let model = specification.model
        let found = try Checkpoint(of: crowd.state, model: model).digest
        #expect(try found == Checkpoint(of: alone.state, model: model).digest)
        #expect(throws: TrainingError.memory(needed: needed, limit: needed - 1)) {
            try trainer(threads: 256, memoryLimit: needed - 1)
        }
    }

    @Test(arguments: [(275_012_126_720, "275012126720 "), (1e30, "1e+30 ")])
    func `messages state an effort in whole operations`(effort: Double, digits: String) {
        #expect(TrainingError.flops(needed: effort).description.contains(" as long as \(digits)"))
    }

    private static func isAboutMemory(_ error: any Error) -> Bool {
        if case .memory? = error as? TrainingError { true } else { false }
    }
}
