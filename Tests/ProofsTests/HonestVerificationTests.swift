import Proofs
import Tensors
import Testing
import Training

struct HonestVerificationTests {
    @Test func `an honest exact run has distance zero everywhere`() throws {
        let world = try World(steps: 43, interval: 5)
        let (run, shelf) = try world.run()
        let report = try world.verify(run.proof, shelf)
        #expect(report.accepted)
        #expect(report.check == nil)
        #expect(report.findings.count == 9)
        #expect(report.findings.allSatisfy { $0.distance == .zero })
        #expect(report.findings.map(\.loss) == run.proof.losses.map(Optional.some))
        #expect(report.findings.map(\.endState) == run.proof.checkpoints.dropFirst().map { $0 })
        #expect(report.replayedSteps == 43)
        #expect(report.fraction == 1)
    }

    @Test func `a verifier on another machine class finds the same`() throws {
        let world = try World()
        let (run, shelf) = try world.run()
        let expected = try world.verify(run.proof, shelf)
        for set in InstructionSet.available {
            let execution = try Execution(instructionSet: set, threads: 2)
            #expect(try world.verify(run.proof, shelf, on: execution) == expected)
        }
    }

    @Test func `a plan replays the drawn and the largest, and costs its share`() throws {
        let world = try World()
        let (run, shelf) = try world.run()
        let plan = VerificationPlan(for: run.proof, drawn: [2, 6, 99], largestCount: 1)
        let largest = try #require(run.proof.displacements.max())
        #expect(plan.largest.map { run.proof.displacements[$0] } == [largest])
        #expect(plan.final == nil)
        let report = try world.verification().run(
            on: run.proof,
            plan: plan,
            reading: shelf.read
        )
        #expect(report.accepted)
        #expect(report.findings.map(\.segment) == plan.segments)
        #expect(report.replayedSteps == 5 * plan.segments.count)
        #expect(report.fraction < 0.5)
    }

    @Test func `honest perturbed runs pass a profiled threshold, whatever the seeds`() throws {
        let world = try World(steps: 60, interval: 10, mode: .tolerant)
        let profile = try profile(of: world)
        #expect(profile.threshold > .zero)
        var largest = PartsPerTrillion.zero
        for seed in UInt64(1)...24 {
            let (run, shelf) = try world.run(on: .standard.perturbed(by: seed))
            let report = try world.verify(
                run.proof,
                shelf,
                threshold: profile.threshold,
                on: .standard.perturbed(by: 1000 + seed)
            )
            #expect(report.accepted, "seed \(seed): \(report)")
            largest = max(largest, report.distance)
        }
        #expect(largest > .zero, "perturbation must make real noise")
    }

    @Test func `a forgery lies orders of magnitude beyond a profiled threshold`() throws {
        let world = try World(steps: 60, interval: 10, mode: .tolerant)
        let profile = try profile(of: world)
        let (run, shelf) = try world.run(on: .standard.perturbed(by: 5))
        var forged = shelf
        let states = try Forgery.interpolation(of: world.states(run.proof, shelf), in: world)
        let proof = try world.forge(states, losses: run.proof.losses, onto: &forged)
        let report = try world.verify(
            proof,
            forged,
            threshold: profile.threshold,
            on: .standard.perturbed(by: 9)
        )
        #expect(!report.accepted)
        #expect(report.check == .replay)
        let smallest = try #require(report.findings.map(\.distance).min())
        #expect(smallest.units > 100 * profile.threshold.units)
    }

    private func profile(of world: World) throws -> ThresholdProfile {
        try Profiler(
            specification: world.specification,
            dataset: world.dataset,
            beacon: world.binding.startBeacon,
            execution: .standard
        ).profile()
    }
}
