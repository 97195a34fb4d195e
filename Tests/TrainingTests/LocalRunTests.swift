import Digests
import Graphs
import JSON
import Tensors
import Testing
import Training

struct LocalRunTests {
    private func end(_ run: LocalRun, after steps: Int) throws -> Checkpoint {
        var run = run
        for _ in 0..<steps { _ = try run.step() }
        return try run.checkpoint()
    }

    private func run(
        _ task: TinyTask,
        seed: UInt64 = 1,
        from start: LocalRun.Start = .seed,
        memoryLimit: Int64 = Trainer.memoryByteCountMax
    ) throws -> LocalRun {
        try LocalRun(
            task.specification,
            on: task.dataset,
            seed: seed,
            from: start,
            execution: .standard,
            memoryLimit: memoryLimit
        )
    }

    @Test func `a seed decides the run`() throws {
        let task = try TinyTask()
        let first = try end(run(task), after: 5)
        #expect(try end(run(task), after: 5).digest == first.digest)
        #expect(try end(run(task, seed: 2), after: 5).digest != first.digest)
    }

    @Test func `a run from a checkpoint ends in the bits of an undisturbed one`() throws {
        let task = try TinyTask()
        let middle = try end(run(task), after: 11)
        let resumed = try run(task, from: .checkpoint(middle.state))
        #expect(resumed.stepsDone == 11)
        #expect(try end(resumed, after: 9).digest == end(run(task), after: 20).digest)
    }

    @Test func `a run from the seed's own parameters is the seed's run`() throws {
        let task = try TinyTask()
        let state = try ModelState(model: task.model, seed: RunSeeds(local: 1).initial)
        let given = try run(task, from: .parameters(state.parameters))
        #expect(try end(given, after: 4).digest == end(run(task), after: 4).digest)
    }

    @Test func `the last sound state counts as memory of a run`() throws {
        let task = try TinyTask()
        // 84 parameters and as many momenta, four bytes each.
        let needed = try task.trainer().stepWork.peakMemoryBytes + 2 * 84 * 4
        _ = try run(task, memoryLimit: needed)
        #expect(throws: TrainingError.memory(needed: needed, limit: needed - 1)) {
            try run(task, memoryLimit: needed - 1)
        }
    }

    @Test func `a run stops in the step whose numbers are none, and names the first`() throws {
        let task = try TinyTask()
        let state = try ModelState(model: task.model, seed: RunSeeds(local: 1).initial)
        var parameters = state.parameters
        // So is the loss of the first step, then.
        parameters[2] = parameters[2].scaled(by: .infinity, on: .standard)
        var wild = try run(task, from: .parameters(parameters))
        #expect(throws: TrainingError.notFinite(step: 1, name: "the loss")) {
            for _ in 0..<3 { _ = try wild.step() }
        }
    }

    @Test func `parameters that are no numbers after a step are named in the model's order`()
        throws
    {
        let task = try TinyTask()
        let rate = try #require(DecimalNumber("900000"))
        let descent = try WorkSpecification(
            model: Model(input: 5, layers: [.linear(outputs: 3), .linear(outputs: 3)]),
            dataset: task.dataset.commitment,
            optimizer: Optimizer(.sgd(momentum: nil), learningRate: rate),
            batchSize: 7,
            steps: 100,
            checkpointInterval: 10
        )
        var run = try LocalRun(descent, on: task.dataset, seed: 1, execution: .standard)
        let error = #expect(throws: TrainingError.self) {
            for _ in 0..<100 { _ = try run.step() }
        }
        guard case .notFinite(let step, let name) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(step > 1)
        #expect(["the loss", "the tensor \"layers.0.weight\""].contains(name))
    }

    @Test func `the mean gradient is the sum's share, and a descent along it is a step`() throws {
        let task = try TinyTask()
        let state = try ModelState(model: task.model, seed: RunSeeds(local: 1).initial)
        let samples = [3, 1, 4, 1, 5]
        let mean = try MeanGradient(
            of: samples,
            in: task.dataset.dataset,
            model: task.model,
            parameters: state.parameters,
            execution: .standard
        )
        let sum = try GradientSum(
            of: samples,
            in: task.dataset.dataset,
            model: task.model,
            parameters: state.parameters,
            execution: .standard
        )
        let shares = sum.gradients.map { $0.scaled(by: 1 / 5, on: .standard) }
        #expect(mean.gradients.map(\.elements) == shares.map(\.elements))
        #expect(mean.loss > 0)
        #expect(mean.norm > 0)
    }
}
