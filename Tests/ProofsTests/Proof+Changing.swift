import Digests
import Graphs
import Proofs
import Training

extension Proof {
    /// The same proof with some statements replaced.
    func changing(
        seeds: RunSeeds? = nil,
        checkpoints: [Digest]? = nil,
        displacements: [PartsPerTrillion]? = nil,
        losses: [PartsPerTrillion]? = nil,
        metered: Work? = nil,
        steps: Int? = nil
    ) -> Proof {
        Proof(
            binding: binding,
            seeds: seeds ?? self.seeds,
            specification: specification,
            datasetRoot: datasetRoot,
            checkpointInterval: checkpointInterval,
            steps: steps ?? self.steps,
            outcome: outcome,
            checkpoints: checkpoints ?? self.checkpoints,
            displacements: displacements ?? self.displacements,
            losses: losses ?? self.losses,
            metered: metered ?? self.metered,
            environment: environment
        )
    }

    /// The proof of the first segments only, stated as if the run had ended there.
    func truncated(to segments: Int, in world: World) -> Proof {
        let steps = segments * checkpointInterval
        let work = try? world.specification.stepWork().repeated(Int64(steps))
        return changing(
            checkpoints: Array(checkpoints[...segments]),
            displacements: Array(displacements[..<segments]),
            losses: Array(losses[..<segments]),
            metered: work ?? metered,
            steps: steps
        )
    }
}
