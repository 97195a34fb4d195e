import Digests
import Graphs
import Proofs
import Tensors
import Testing
import Training

/// Each published way to cheat, and the check that stops it; false statements about honest runs are
/// in an extension.
struct ForgeryTests {
    let world: World
    let honest: Proof
    let shelf: Shelf
    let states: [ModelState]

    init() throws {
        world = try World(steps: 40, interval: 10)
        let (run, shelf) = try world.run()
        honest = run.proof
        self.shelf = shelf
        states = try world.states(run.proof, shelf)
    }

    func expectRejected(
        _ proof: Proof,
        _ shelf: Shelf? = nil,
        by check: VerificationReport.Check,
        threshold: PartsPerTrillion = .zero,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let report = try world.verify(proof, shelf ?? self.shelf, threshold: threshold)
        #expect(!report.accepted, sourceLocation: sourceLocation)
        #expect(report.check == check, "\(report)", sourceLocation: sourceLocation)
        #expect(report.reason != nil, sourceLocation: sourceLocation)
    }

    @Test func `an interpolated run with real ends fails in every segment`() throws {
        var forged = shelf
        let proof = try world.forge(
            Forgery.interpolation(of: states, in: world),
            losses: honest.losses,
            onto: &forged
        )
        try expectRejected(proof, forged, by: .replay)
        let report = try world.verify(proof, forged)
        #expect(report.findings.count == 4)
        // A tenth of the displacement is far beyond any threshold that a profile may have.
        #expect(report.findings.allSatisfy { $0.distance > ThresholdProfile.thresholdMax })
    }

    @Test func `one skipped step shows`() throws {
        var forged = shelf
        var trainer = try Trainer(
            specification: world.specification,
            dataset: world.dataset,
            seeds: world.binding.seeds,
            execution: .standard
        )
        _ = try trainer.runSegment(to: 10)
        // Nine steps of the second segment, then the counter is set on by one.
        _ = try trainer.runSegment(to: 19)
        func skip(_ state: ModelState) throws -> ModelState {
            try world.state(
                parameters: state.parameters.vectors,
                momenta: state.slots.vectors,
                step: state.step + 1
            )
        }
        trainer.restore(try skip(trainer.state))
        var forgedStates = [states[0], states[1], trainer.state]
        for end in [30, 40] {
            _ = try trainer.runSegment(to: end)
            forgedStates.append(trainer.state)
        }
        let proof = try world.forge(forgedStates, onto: &forged)
        try expectRejected(proof, forged, by: .replay)
        let report = try world.verify(proof, forged)
        #expect(report.segment == 1)
        #expect(report.findings.map { $0.distance == .zero } == [true, false, true, true])
        #expect(report.distance.units > 1_000_000_000)
    }

    @Test func `an initial state of one's own is found bit by bit`() throws {
        var forged = shelf
        var parameters = states[0].parameters.vectors
        // The same values in another order: any statistical test of the distribution passes.
        parameters[0].sort()
        var trainer = try Trainer(
            specification: world.specification,
            dataset: world.dataset,
            seeds: world.binding.seeds,
            execution: .standard,
            state: world.state(
                parameters: parameters,
                momenta: states[0].slots.vectors,
                step: 0
            )
        )
        var forgedStates = [trainer.state]
        for end in [10, 20, 30, 40] {
            _ = try trainer.runSegment(to: end)
            forgedStates.append(trainer.state)
        }
        try expectRejected(
            world.forge(forgedStates, onto: &forged),
            forged,
            by: .initialState
        )
    }

    @Test func `another order of the data fails the replay`() throws {
        let other = RunSeeds(
            initial: world.binding.seeds.initial,
            order: Digest(sha256: [1, 2, 3])
        )
        let proof = try forge(training: world.specification, on: world.dataset, seeds: other)
        try expectRejected(proof.proof, proof.shelf, by: .replay)
    }

    @Test func `other hyper-parameters fail the replay, or the binding to the task`() throws {
        let other = try World(steps: 40, interval: 10, learningRate: "0.04")
        let forged = try forge(
            training: other.specification,
            on: world.dataset,
            seeds: world.binding.seeds
        )
        try expectRejected(forged.proof, forged.shelf, by: .replay)
        let (run, shelf) = try other.run()
        try expectRejected(run.proof, shelf, by: .specification)
    }

    @Test func `other data fail the replay`() throws {
        var features = world.dataset.dataset.features
        features[100] += 0.5
        let other = CommittedDataset(
            try Dataset(
                features: features,
                labels: world.dataset.dataset.labels,
                featureCount: 8
            )
        )
        let specification = try WorkSpecification(
            model: world.specification.model,
            dataset: other.commitment,
            optimizer: world.specification.optimizer,
            batchSize: 16,
            steps: 40,
            checkpointInterval: 10
        )
        let forged = try forge(training: specification, on: other, seeds: world.binding.seeds)
        try expectRejected(forged.proof, forged.shelf, by: .replay)
    }

    @Test func `checkpoints without the optimiser's state fail the replay`() throws {
        var forged = shelf
        let bare = try states.map { state in
            try world.state(
                parameters: state.parameters.vectors,
                momenta: state.slots.vectors.map { $0.map { _ in 0 } },
                step: state.step
            )
        }
        try expectRejected(
            world.forge(bare, onto: &forged),
            forged,
            by: .replay,
            threshold: PartsPerTrillion(units: 1_000_000)
        )
    }

    @Test func `a run with fewer steps than stated is no completed run`() throws {
        let short = try World(steps: 30, interval: 10)
        let (run, shelf) = try short.run()
        try expectRejected(run.proof, shelf, by: .form)
        // Padded with its own end, the run stands still where it should move.
        var padded = self.shelf
        let last = try world.state(
            parameters: states[3].parameters.vectors,
            momenta: states[3].slots.vectors,
            step: 40
        )
        let proof = try world.forge(Array(states[..<4]) + [last], onto: &padded)
        try expectRejected(proof, padded, by: .replay)
    }

    @Test func `another solver's proof is of no use`() throws {
        let copier = try World(steps: 40, interval: 10, solver: 2)
        let report = try copier.verify(honest, shelf)
        #expect(report.check == .binding)
        // Stated as one's own, the data order is another.
        let stolen = try Proof(
            of: copier.specification,
            binding: copier.binding,
            steps: 40,
            checkpoints: honest.checkpoints,
            environment: RunEnvironment(.standard),
            reading: shelf.read
        )
        #expect(try copier.verify(stolen, shelf).check == .replay)
    }

    @Test func `infinitesimal updates are as wrong as large ones`() throws {
        // The target of the spoof is a model trained by somebody else; each step towards it is far
        // below any absolute threshold, but the error is all of the displacement.
        let many = try World(steps: 1000, interval: 1)
        let (real, realShelf) = try many.run()
        let ends = try many.states(real.proof, realShelf)
        var forged = Shelf()
        let spoof = try (0...1000).map { index in
            index == 0
                ? ends[0]
                : try Forgery.between(
                    ends[0],
                    ends[200],
                    Float(index) / 1000,
                    step: index,
                    in: many
                )
        }
        let proof = try many.forge(spoof, onto: &forged)
        let plan = VerificationPlan(for: proof, drawn: [3, 500, 998], largestCount: 0)
        let threshold = ThresholdProfile.thresholdMax
        let report = try many.verification(threshold: threshold).run(
            on: proof,
            plan: plan,
            reading: forged.read
        )
        #expect(report.check == .replay)
        #expect(report.findings.allSatisfy { $0.distance.units > 500_000_000_000 })
        // In absolute terms the spoof's steps are small.
        #expect(proof.displacements.allSatisfy { $0.double < 0.008 })
    }

    @Test func `a large stated step does not dilute an error`() throws {
        // A jump makes the displacement large; the replayed displacement counts instead.
        let start = states[1]
        let far = try Forgery.between(start, states[4], 1000, step: 20, in: world)
        let distance = try ReplayDistance(start: start, stated: far, replayed: states[2])
        #expect(distance.relative.double > 100)
    }

    /// Trains something else and states it as a run of the world's task.
    private func forge(
        training specification: WorkSpecification,
        on dataset: CommittedDataset,
        seeds: RunSeeds
    ) throws -> (proof: Proof, shelf: Shelf) {
        var trainer = try Trainer(
            specification: specification,
            dataset: dataset,
            seeds: seeds,
            execution: .standard
        )
        var states = [trainer.state]
        for end in [10, 20, 30, 40] {
            _ = try trainer.runSegment(to: end)
            states.append(trainer.state)
        }
        var shelf = Shelf()
        return (try world.forge(states, onto: &shelf), shelf)
    }
}
