import Digests
import JSON
import Network
import PluginKit
import Training

/// `model.evaluate`: how well a model does on a data set.
struct ModelEvaluate: Method {
    struct Parameters: JSONDecodable, Sendable {
        let model: Digest
        let dataset: Digest
        let architecture: Architecture

        enum Architecture {
            case description(JSONReader)
            case specification(Digest)
            case task(TaskID)
            case round(RoundID)
        }

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            model = try fields.digest("model")
            dataset = try fields.digest("dataset")
            let description = fields.optional("architecture")
            let specification = try fields.optionalDigest("specification")
            let task: TaskID? = try fields.optionalID("task")
            let round: RoundID? = try fields.optionalID("round")
            try fields.finish()
            let given: [Architecture] = [
                description.map { .description($0) },
                specification.map { .specification($0) }, task.map { .task($0) },
                round.map { .round($0) },
            ].compactMap { $0 }
            guard given.count == 1, let architecture = given.first else {
                throw json.failure(
                    expected: "exactly one of architecture, specification, task and round"
                )
            }
            self.architecture = architecture
        }
    }

    static let name = "model.evaluate"
    static let scheduling = Scheduling.long
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let services = facilities.services
        let tensors = services.tensors
        let model =
            switch parameters.architecture {
            case .description(let json): try await json.asModel()
            case .specification(let digest): try await tensors.specification(digest).model
            case .task(let id):
                try await tensors
                    .specification(services.network.task(id).submission.specification).model
            case .round(let id):
                try await tensors
                    .specification(services.network.round(id).opening.specification).model
            }
        let evaluation = try await tensors.evaluate(
            parameters.model,
            of: model,
            on: parameters.dataset
        )
        return [
            "accuracy": .optional(evaluation.accuracy.map { .real($0) }),
            "accuracyByPosition": .array(evaluation.accuracyByPosition.map { .real($0) }),
            "loss": evaluation.loss.isFinite ? .real(evaluation.loss) : .null,
            "samples": .count(evaluation.samples),
        ]
    }
}
