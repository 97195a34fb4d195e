import Digests
import Graphs
import Tensors
import Testing
import Training

struct TrainerTests {
    @Test func `an epoch shows each sample at most once, in an order that the seed decides`() throws
    {
        var order = BatchOrder(seed: Digest(sha256: [1]), samples: 23, batchSize: 5)
        #expect(order.stepsPerEpoch == 4)
        var epochs: [[Int]] = []
        for epoch in 0..<3 {
            let seen = (0..<4).flatMap { order.samples(ofStep: 4 * epoch + $0) }
            #expect(Set(seen).count == 20)
            #expect(seen.allSatisfy { (0..<23).contains($0) })
            epochs.append(seen)
        }
        #expect(Set(epochs).count == 3)
        var other = BatchOrder(seed: Digest(sha256: [2]), samples: 23, batchSize: 5)
        #expect(other.samples(ofStep: 0) != order.samples(ofStep: 0))
    }

    @Test func `a step's samples do not depend on which steps were asked for before`() {
        var forward = BatchOrder(seed: Digest(sha256: [1]), samples: 23, batchSize: 5)
        let ascending = (0..<20).map { Array(forward.samples(ofStep: $0)) }
        var backward = BatchOrder(seed: Digest(sha256: [1]), samples: 23, batchSize: 5)
        let descending = (0..<20).reversed().map { Array(backward.samples(ofStep: $0)) }
        #expect(ascending == descending.reversed())
    }

    @Test func `the initial state is uniform within the law's bound and follows from the seed`()
        throws
    {
        let model = try Model(input: 400, layers: [.linear(outputs: 50), .linear(outputs: 3)])
        let state = try ModelState(model: model, seed: Digest(sha256: [1]))
        let bounds: [Float] = [0.05, 0.05, 1 / Float(50).squareRoot(), 1 / Float(50).squareRoot()]
        for (tensor, bound) in zip(state.parameters, bounds) {
            #expect(tensor.elements.allSatisfy { abs($0) <= bound })
        }
        let weights = state.parameters[0].elements
        let mean = weights.reduce(0, +) / Float(weights.count)
        let variance = weights.reduce(0) { $0 + $1 * $1 } / Float(weights.count)
        #expect(abs(mean) < 0.001)
        // A uniform law on +-a has the variance a^2 / 3.
        #expect(abs(variance / (0.05 * 0.05 / 3) - 1) < 0.02)
        #expect(state.slots.allSatisfy { $0.elements.allSatisfy { $0 == 0 } })
        #expect(state.step == 0)
        let other = try ModelState(model: model, seed: Digest(sha256: [2]))
        #expect(other.parameters[0].elements != state.parameters[0].elements)
    }

    @Test func `a whole run has the same bits on every machine class`() throws {
        let task = try TinyTask()
        var reference = try task.trainer()
        _ = try reference.runSegment(to: 30)
        let expected = try Checkpoint(of: reference.state, model: task.model).digest
        for set in InstructionSet.available {
            for threads in 1...3 {
                var trainer = try task.trainer(
                    on: Execution(instructionSet: set, threads: threads)
                )
                _ = try trainer.runSegment(to: 30)
                let found = try Checkpoint(of: trainer.state, model: task.model).digest
                #expect(found == expected, "\(set), \(threads) threads")
            }
        }
    }

    @Test func `threads that share one product or sum change no bit`() throws {
        // Large enough that the work is really spread: small products stay on one thread.
        var random = Philox(seed: 12)
        let dataset = CommittedDataset(
            try Dataset(
                features: (0..<300 * 101).map { _ in random.nextUniform() },
                labels: (0..<300).map { Int32($0 % 7) },
                featureCount: 101
            )
        )
        let specification = try WorkSpecification(
            model: Model(
                input: 101,
                layers: [.linear(outputs: 203), .function(.relu), .linear(outputs: 7)]
            ),
            dataset: dataset.commitment,
            optimizer: TinyTask().specification.optimizer,
            batchSize: 150,
            steps: 3,
            checkpointInterval: 3
        )
        var digests: Set<Digest> = []
        for set in InstructionSet.available {
            for threads in 1...3 {
                var trainer = try Trainer(
                    specification: specification,
                    dataset: dataset,
                    seeds: TinyTask().seeds,
                    execution: Execution(instructionSet: set, threads: threads)
                )
                _ = try trainer.runSegment(to: 3)
                digests.insert(
                    try Checkpoint(of: trainer.state, model: specification.model).digest
                )
            }
        }
        #expect(digests.count == 1)
    }

    @Test func `perturbation changes bits, and one seed gives the same ones again`() throws {
        let task = try TinyTask()
        func end(_ perturbation: UInt64?) throws -> Digest {
            var trainer = try task.trainer(on: .standard.perturbed(by: perturbation))
            _ = try trainer.runSegment(to: 30)
            return try Checkpoint(of: trainer.state, model: task.model).digest
        }
        #expect(try end(1) != end(nil))
        #expect(try end(1) == end(1))
        #expect(try end(1) != end(2))
    }

    @Test func `training lowers the loss`() throws {
        let task = try TinyTask(samples: 60, batchSize: 20, steps: 200)
        var trainer = try task.trainer()
        let first = try trainer.runSegment(to: 10)
        _ = try trainer.runSegment(to: 190)
        let last = try trainer.runSegment(to: 200)
        #expect(last.loss < first.loss)
        let evaluation = try Evaluation(
            model: task.model,
            parameters: trainer.state.parameters,
            on: task.dataset.dataset,
            execution: .standard
        )
        #expect(evaluation.samples == 60)
        #expect(try #require(evaluation.accuracy) > 0.5)
    }

    @Test func `a run on other data than the specification's is refused`() throws {
        let task = try TinyTask()
        let other = try TinyTask(samples: 41)
        #expect(throws: TrainingError.otherDataset) {
            try Trainer(
                specification: task.specification,
                dataset: other.dataset,
                seeds: task.seeds,
                execution: .standard
            )
        }
    }

    @Test func `a run that needs more memory than there may be is refused before it begins`() throws
    {
        let task = try TinyTask()
        let needed = try task.trainer().stepWork.peakMemoryBytes
        #expect(throws: TrainingError.memory(needed: needed, limit: needed - 1)) {
            try Trainer(
                specification: task.specification,
                dataset: task.dataset,
                seeds: task.seeds,
                execution: .standard,
                memoryLimit: needed - 1
            )
        }
    }
}
