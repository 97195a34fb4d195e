import Digests
import Graphs
import Proofs
import Tensors
import Testing
import Training

// Honest runs with one false statement about them.

extension ForgeryTests {
    @Test func `displacements that are stated falsely are found`() throws {
        var displacements = honest.displacements
        displacements[2] = PartsPerTrillion(units: 1)
        try expectRejected(
            honest.changing(displacements: displacements),
            by: .displacement
        )
    }

    @Test func `losses that are stated falsely are found`() throws {
        var losses = honest.losses
        losses[1] = PartsPerTrillion(units: losses[1].units + 1)
        try expectRejected(honest.changing(losses: losses), by: .loss)
    }

    @Test func `metered work that was not done is found`() throws {
        let doubled = try #require(honest.metered.repeated(2))
        try expectRejected(honest.changing(metered: doubled), by: .work)
    }

    @Test func `seeds of one's own choice are found`() throws {
        let seeds = RunSeeds(
            initial: honest.seeds.initial,
            order: Digest(sha256: [9])
        )
        try expectRejected(honest.changing(seeds: seeds), by: .seeds)
    }

    @Test func `a checkpoint at another step, or of another model, is no checkpoint`() throws {
        var forged = shelf
        var digests = honest.checkpoints
        let early = try Checkpoint(
            of: world.state(
                parameters: states[2].parameters.vectors,
                momenta: states[2].slots.vectors,
                step: 19
            ),
            model: world.specification.model
        )
        forged.put(early.bytes)
        digests[2] = early.digest
        try expectRejected(honest.changing(checkpoints: digests), forged, by: .checkpoint)
        forged.put([1, 2, 3])
        digests[2] = Digest(sha256: [1, 2, 3])
        try expectRejected(honest.changing(checkpoints: digests), forged, by: .checkpoint)
    }

    @Test func `a broken store is an error, not the solver's fault`() throws {
        var broken = shelf
        broken.corrupt(honest.checkpoints[1])
        let verification = try world.verification()
        #expect(throws: VerificationError.self) {
            try verification.run(on: honest, plan: .all(of: honest), reading: broken.read)
        }
        #expect(throws: Shelf.Missing.self) {
            try verification.run(on: honest, plan: .all(of: honest), reading: Shelf().read)
        }
    }

    @Test func `a run may not stop before the target, nor go on after it`() throws {
        let stopping = try World(steps: 200, interval: 5, targetLoss: "0.4")
        let (run, shelf) = try stopping.run()
        #expect(run.proof.outcome == .stopped)
        let short = run.proof.truncated(to: run.proof.segmentCount - 2, in: stopping)
        #expect(try stopping.verify(short, shelf).check == .stop)
        // The same run under a looser target should have ended earlier.
        let looser = try World(steps: 200, interval: 5, targetLoss: "0.9")
        let overlong = try Proof(
            of: looser.specification,
            binding: looser.binding,
            outcome: .stopped,
            steps: run.proof.steps,
            checkpoints: run.proof.checkpoints,
            losses: run.proof.losses,
            environment: RunEnvironment(.standard),
            reading: shelf.read
        )
        #expect(try looser.verify(overlong, shelf).check == .stop)
    }

    @Test func `a divergence that does not happen is found`() throws {
        let steps = 33
        let proof = Proof(
            of: world.specification,
            binding: world.binding,
            outcome: .diverged,
            steps: steps,
            initial: honest.checkpoints[0],
            records: (0..<3).map { segment in
                SegmentRecord(
                    segment: segment,
                    checkpoint: honest.checkpoints[segment + 1],
                    displacement: honest.displacements[segment],
                    loss: honest.losses[segment]
                )
            },
            metered: try #require(try world.specification.stepWork().repeated(Int64(steps))),
            environment: honest.environment
        )
        try expectRejected(proof, by: .replay)
    }
}
