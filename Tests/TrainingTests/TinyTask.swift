import Digests
import Graphs
import JSON
import Tensors
import Training

/// A task of a few samples, for tests of its parts.
struct TinyTask {
    let dataset: CommittedDataset
    let specification: WorkSpecification
    let seeds = RunSeeds(
        taskSet: Digest(sha256: [1]),
        task: Digest(sha256: [2]),
        solver: Array(repeating: 3, count: 32),
        beacon: Digest(sha256: [4])
    )

    init(samples: Int = 40, batchSize: Int = 7, steps: Int = 30) throws {
        var random = Philox(seed: 11)
        let data = try Dataset(
            features: (0..<samples * 5).map { _ in random.nextUniform() },
            labels: (0..<samples).map { Int32($0 % 3) },
            featureCount: 5
        )
        dataset = CommittedDataset(data)
        guard let rate = DecimalNumber("0.1"), let momentum = DecimalNumber("0.9") else {
            preconditionFailure("these are decimal numbers")
        }
        specification = try WorkSpecification(
            model: Model(
                input: 5,
                layers: [.linear(outputs: 9), .function(.relu), .linear(outputs: 3)]
            ),
            dataset: dataset.commitment,
            optimizer: .sgd(learningRate: rate, momentum: momentum),
            batchSize: batchSize,
            steps: steps,
            checkpointInterval: 10
        )
    }

    var model: Model { specification.model }

    func trainer(on execution: Execution = .standard) throws -> Trainer {
        try Trainer(
            specification: specification,
            dataset: dataset,
            seeds: seeds,
            execution: execution
        )
    }
}
