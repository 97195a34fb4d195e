import Digests
import Graphs
import JSON
import PluginKit
import Training

/// `model.train`: trains a model for its own sake, outside of any task.
struct ModelTrain: Method {
    struct Parameters: JSONDecodable, Sendable {
        let model: JSONReader
        let dataset: Digest
        let optimizer: Optimizer
        let batchSize: Int
        let batches: Int
        let steps: Int
        let seed: UInt64
        let start: LocalTraining.Start
        let execution: ExecutionChoice

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            model = try fields.required("model")
            dataset = try fields.digest("dataset")
            optimizer = try fields.required("optimizer").decode()
            let samples = 1...WorkSpecification.batchSizeMax
            batchSize = Int(try fields.required("batchSize").integer(in: samples))
            steps = Int(
                try fields.required("steps").integer(in: 1...WorkSpecification.stepsMax)
            )
            batches = Int(try fields.optionalInteger("batches", in: samples) ?? 1)
            seed = UInt64(try fields.optionalInteger("seed", in: 0...Int64.max) ?? 0)
            let parameters = try fields.optionalDigest("parameters")
            let checkpoint = try fields.optionalDigest("checkpoint")
            switch (parameters, checkpoint) {
            case (nil, nil): start = .seed
            case (let blob?, nil): start = .parameters(blob)
            case (nil, let blob?): start = .checkpoint(blob)
            case (_?, _?):
                throw JSONDecodingError(
                    pointer: "/checkpoint",
                    expected: "nothing beside \"parameters\", for a checkpoint has its own",
                    got: "both"
                )
            }
            execution = try fields.executionChoice()
            try fields.finish()
        }
    }

    static let name = "model.train"
    static let scheduling = Scheduling.long
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let tensors = facilities.services.tensors
        let training = LocalTraining(
            model: try await parameters.model.asModel(),
            dataset: parameters.dataset,
            optimizer: parameters.optimizer,
            batchSize: parameters.batchSize,
            batches: parameters.batches,
            steps: parameters.steps,
            seed: parameters.seed,
            start: parameters.start
        )
        let trained = try await tensors.train(
            training,
            execution: parameters.execution.applied(to: tensors.execution),
            progress: context.progress
        )
        let samples = Double(trained.stepsDone * parameters.batchSize)
        return [
            "checkpoint": .hash(trained.checkpoint),
            "parameters": .hash(trained.parameters),
            "steps": .count(parameters.steps),
            "stepsDone": .count(trained.stepsDone),
            "losses": .array(
                trained.losses.map { ["step": .count($0.step), "loss": .real($0.loss)] }
            ),
            "seconds": .real(trained.seconds),
            "samplesPerSecond": .real(samples / max(trained.seconds, 1e-9)),
            "metered": trained.metered.described,
            "resume": .string(
                "The same call with the checkpoint \(trained.checkpoint.hex) and more steps goes on "
                    + "after step \(parameters.steps)."
            ),
        ]
    }
}
