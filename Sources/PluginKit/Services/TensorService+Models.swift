package import Digests
package import Graphs
package import Tensors
package import Training

// Models that belong to no task: where they begin, their gradients, how good they are.

extension TensorService {
    /// Stores the initial parameters of a model, which follow from a seed, and says what a step
    /// over a batch would do.
    package func create(
        _ model: Model,
        seed: UInt64,
        batchSize: Int
    ) async throws -> StoredModel {
        try requireStorable(model)
        return try await Computation.run {
            // To unroll a long loop takes seconds.
            let step = try TrainingStep(model: model, batchSize: batchSize)
            let state = try ModelState(model: model, seed: RunSeeds(local: seed).initial)
            try Task.checkCancellation()
            let file = try ModelFile(parameters: state.parameters, model: model)
            return StoredModel(
                parameters: try self.store(file.bytes),
                byteCount: file.bytes.count,
                stepWork: step.work
            )
        }
    }

    /// The gradient of the mean loss of named samples by the parameters, stored as a blob.
    package func gradient(
        of samples: [Int],
        in dataset: Digest,
        model: Model,
        parameters: Digest,
        execution: Execution
    ) async throws -> (gradient: Digest, mean: MeanGradient) {
        try requireStorable(model)
        let committed = try await committedDataset(dataset)
        try Self.require(model, toFit: committed)
        return try await Computation.run {
            let mean = try MeanGradient(
                of: samples,
                in: committed.dataset,
                model: model,
                parameters: self.parameters(parameters, of: model),
                execution: execution
            )
            return (try self.store(mean.file(of: model).bytes), mean)
        }
    }

    /// How well parameters, given as a checkpoint or a bare model, do on a data set.
    package func evaluate(
        _ parameters: Digest,
        of model: Model,
        on dataset: Digest
    ) async throws -> Evaluation {
        let committed = try await committedDataset(dataset)
        try Self.require(model, toFit: committed)
        return try await Computation.run {
            try Evaluation(
                model: model,
                parameters: self.parameters(parameters, of: model),
                on: committed.dataset,
                execution: self.execution
            )
        }
    }

    /// Refuses models whose checkpoints are too large to be stored: hours of work would be lost.
    func requireStorable(_ model: Model) throws {
        let checkpoint = Checkpoint.byteCountMax(of: model)
        guard checkpoint <= byteCountMax else {
            throw ServiceError.specification(
                "a checkpoint of its model takes up to \(checkpoint) bytes, more than the "
                    + "\(byteCountMax) of the largest blob"
            )
        }
    }

    /// Refuses data sets whose samples a model cannot read.
    private static func require(_ model: Model, toFit dataset: CommittedDataset) throws {
        let features = dataset.commitment.features
        guard model.input == features else {
            throw ServiceError.specification(
                "\(SpecificationError.features(model: model.input, dataset: features))"
            )
        }
    }
}

/// A model's parameters as they are stored.
package struct StoredModel: Sendable {
    package let parameters: Digest
    package let byteCount: Int
    package let stepWork: Work
}
