package import Tensors
import Training

extension TensorService {
    /// Trains outside of any task, and stores where it got.
    ///
    /// - Throws: ``ServiceError/interrupted(step:checkpoint:)`` when it is cancelled after a step.
    package func train(
        _ training: LocalTraining,
        execution: Execution,
        progress: ProgressReporter
    ) async throws -> LocallyTrained {
        try requireStorable(training.model)
        let dataset = try await committedDataset(training.dataset)
        let specification = try training.specification(on: dataset.commitment)
        return try await Computation.run(in: .runs) {
            var run = try LocalRun(
                specification,
                on: dataset,
                seed: training.seed,
                from: self.start(training.start, of: specification),
                execution: execution
            )
            return try self.carryOut(&run, of: specification, progress)
        }
    }

    private func start(
        _ start: LocalTraining.Start,
        of specification: WorkSpecification
    ) throws -> LocalRun.Start {
        switch start {
        case .seed: return .seed
        case .parameters(let blob):
            return .parameters(try parameters(blob, of: specification.model))
        case .checkpoint(let blob):
            let state = try Checkpoint(bytes: bytes(of: blob), of: specification).state
            guard state.step < specification.steps else {
                throw ServiceError.parameter(
                    pointer: "/steps",
                    expected: "more steps than the \(state.step) that the checkpoint has behind it",
                    got: "\(specification.steps)"
                )
            }
            return .checkpoint(state)
        }
    }

    private func carryOut(
        _ run: inout LocalRun,
        of specification: WorkSpecification,
        _ progress: ProgressReporter
    ) throws -> LocallyTrained {
        let clock = ContinuousClock()
        let start = clock.now
        let first = run.stepsDone
        var curve = LossCurve(steps: specification.steps)
        var reported = (step: first, time: start)
        while run.stepsDone < specification.steps {
            if Task.isCancelled { throw try interruption(of: &run, since: first) }
            let loss = try run.step()
            Computation.countTrainingStep()
            guard curve.add(loss, at: run.stepsDone) else { continue }
            let samples = (run.stepsDone - reported.step) * specification.batchSize
            let seconds = reported.time.duration(to: clock.now) / .seconds(1)
            progress.report(
                step: run.stepsDone,
                of: specification.steps,
                loss: curve.points.last?.loss,
                samplesPerSecond: Double(samples) / seconds
            )
            reported = (run.stepsDone, clock.now)
        }
        // The steps alone: to keep what they came to is not training.
        let seconds = start.duration(to: clock.now) / .seconds(1)
        return LocallyTrained(
            checkpoint: try store(run.checkpoint().bytes),
            parameters: try store(run.modelFile().bytes),
            losses: curve.points,
            stepsDone: run.stepsDone - first,
            seconds: seconds,
            metered: run.metered
        )
    }

    /// What is thrown when a run is cancelled: what it did is kept, if it did anything.
    private func interruption(of run: inout LocalRun, since first: Int) throws -> any Error {
        guard run.stepsDone > first else { return CancellationError() }
        let checkpoint = try store(run.checkpoint().bytes)
        return ServiceError.interrupted(step: run.stepsDone, checkpoint: checkpoint)
    }
}
