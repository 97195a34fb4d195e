import Digests
import Graphs
import Proofs
import Tensors
import Testing
import Training

struct VerificationPlanTests {
    @Test func `draws detect as often as drawing without replacement must`() {
        // Digest draws, 4,000 trials: four standard deviations are 0.031.
        let cheated = Set(0..<10)
        let trials = 4000
        let detected = (0..<trials).count { trial in
            var draws = Draws(seed: Digest(sha256: Array("\(trial)".utf8)))
            return !cheated.isDisjoint(with: draws.sample(5, of: 100))
        }
        // 1 - C(90, 5) / C(100, 5).
        #expect(abs(Double(detected) / Double(trials) - 0.4162) < 0.032)
    }

    @Test func `the largest displacements are taken without losing any earlier pick`() {
        let proof = proof(displacements: [5, 9, 1, 9, 7])
        // The published reference overwrites its own list of picks; of equal ones the earlier wins.
        #expect(VerificationPlan(for: proof, drawn: [], largestCount: 1).segments == [1])
        #expect(VerificationPlan(for: proof, drawn: [], largestCount: 3).segments == [1, 3, 4])
        #expect(
            VerificationPlan(for: proof, drawn: [4, 0], largestCount: 2).segments == [0, 1, 3, 4]
        )
        #expect(
            VerificationPlan(for: proof, drawn: [], largestCount: 99).segments == [0, 1, 2, 3, 4]
        )
        #expect(VerificationPlan(for: proof, drawn: [-1, 5], largestCount: 0).segments.isEmpty)
    }

    private func proof(displacements: [Int64]) -> Proof {
        let digest = Digest(sha256: [])
        return Proof(
            binding: TaskBinding(
                task: digest,
                solver: Array(repeating: 0, count: 32),
                startBeacon: digest
            ),
            seeds: RunSeeds(initial: digest, order: digest),
            specification: digest,
            datasetRoot: digest,
            checkpointInterval: 10,
            steps: 10 * displacements.count,
            outcome: .completed,
            checkpoints: Array(repeating: digest, count: displacements.count + 1),
            displacements: displacements.map { PartsPerTrillion(units: $0) },
            losses: [],
            metered: Work(),
            environment: RunEnvironment(.standard)
        )
    }
}
