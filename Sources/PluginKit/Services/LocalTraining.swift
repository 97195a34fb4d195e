package import Digests
package import Graphs
package import Training

/// What is to be trained outside of any task, on what and how.
package struct LocalTraining: Sendable {
    /// What a run begins with.
    package enum Start: Sendable {
        case seed
        /// A blob of parameters, or a checkpoint whose parameters are taken.
        case parameters(Digest)
        /// A checkpoint to go on from.
        case checkpoint(Digest)
    }

    package let model: Model
    package let dataset: Digest
    package let optimizer: Optimizer
    package let batchSize: Int
    package let batches: Int
    package let steps: Int
    package let seed: UInt64
    package let start: Start

    package init(
        model: Model,
        dataset: Digest,
        optimizer: Optimizer,
        batchSize: Int,
        batches: Int,
        steps: Int,
        seed: UInt64,
        start: Start
    ) {
        self.model = model
        self.dataset = dataset
        self.optimizer = optimizer
        self.batchSize = batchSize
        self.batches = batches
        self.steps = steps
        self.seed = seed
        self.start = start
    }

    /// The work as a task would state it; as one segment, since nobody checks it.
    func specification(on dataset: DatasetCommitment) throws -> WorkSpecification {
        do {
            return try WorkSpecification(
                model: model,
                dataset: dataset,
                optimizer: optimizer,
                batchSize: batchSize,
                batches: batches,
                steps: steps,
                checkpointInterval: steps
            )
        } catch {
            throw ServiceError.specification("\(error)")
        }
    }
}

/// What training outside of any task came to.
package struct LocallyTrained: Sendable {
    /// The state at the end, to go on from.
    package let checkpoint: Digest
    /// The parameters alone.
    package let parameters: Digest
    /// The mean loss since the point before, at the steps that are named.
    package let losses: [LossCurve.Point]
    /// The steps of this call.
    package let stepsDone: Int
    /// How long they took.
    package let seconds: Double
    /// What they did.
    package let metered: Work
}
