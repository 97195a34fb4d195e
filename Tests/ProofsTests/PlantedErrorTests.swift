import Digests
import Proofs
import Tensors
import Testing
import Training

/// Runs that are wrong on purpose in one segment (rule C3).
struct PlantedErrorTests {
    @Test(arguments: [0, 4, 8])
    func `a planted error is in one segment, and only a replay of it shows it`(
        segment: Int
    ) throws {
        let world = try World(steps: 42, interval: 5)
        // Not as the planted run is made: what a proof states of its making must not tell them apart.
        let (right, before) = try world.run(on: try Execution(threads: 2))
        var shelf = before
        var recorder = try RunRecorder(
            specification: world.specification,
            dataset: world.dataset,
            binding: world.binding,
            execution: .standard
        )
        let wrong = try recorder.runAgain(
            planting: segment,
            in: right.proof,
            reading: { try before.read($0) },
            keep: { shelf.put($0.bytes) }
        ).proof
        #expect(wrong.steps == right.proof.steps)
        #expect(wrong.outcome == right.proof.outcome)
        #expect(wrong.metered == right.proof.metered)
        #expect(wrong.environment == right.proof.environment)
        for index in 0...segment {
            #expect(wrong.checkpoints[index] == right.proof.checkpoints[index])
        }
        for index in (segment + 1)...9 {
            #expect(wrong.checkpoints[index] != right.proof.checkpoints[index])
        }
        let report = try world.verify(wrong, shelf)
        #expect(!report.accepted)
        let faulty = report.findings.filter { $0.distance > .zero }.map(\.segment)
        #expect(faulty == [segment])
        #expect(try world.verify(right.proof, shelf).accepted)
    }
}
