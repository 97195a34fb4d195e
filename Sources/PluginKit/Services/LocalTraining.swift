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

/// The course of a loss: at most about a hundred means over equal intervals.
package struct LossCurve: Sendable {
    /// The mean loss of the steps up to one.
    package struct Point: Sendable {
        package let step: Int
        package let loss: Double
    }

    private(set) var points: [Point] = []
    private let interval: Int
    private let end: Int
    private var sum = 0.0
    private var count = 0

    /// The curve of a run over so many steps.
    init(steps: Int) {
        interval = max(1, steps / 100)
        end = steps
        points.reserveCapacity(steps / interval + 1)
    }

    /// Takes a step's loss; tells whether it completes a point.
    mutating func add(_ loss: Float, at step: Int) -> Bool {
        sum += Double(loss)
        count += 1
        guard step.isMultiple(of: interval) || step == end else { return false }
        points.append(Point(step: step, loss: sum / Double(count)))
        (sum, count) = (0, 0)
        return true
    }
}
