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
            case specification(Digest)
            case task(TaskID)
            case round(RoundID)
        }

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            model = try fields.digest("model")
            dataset = try fields.digest("dataset")
            let specification = try fields.optionalDigest("specification")
            let task: TaskID? = try fields.optionalID("task")
            let round: RoundID? = try fields.optionalID("round")
            try fields.finish()
            let given: [Architecture] = [
                specification.map { .specification($0) }, task.map { .task($0) },
                round.map { .round($0) },
            ].compactMap { $0 }
            guard given.count == 1, let architecture = given.first else {
                throw json.failure(expected: "exactly one of specification, task and round")
            }
            self.architecture = architecture
        }
    }

    static let name = "model.evaluate"
    static let scheduling = Scheduling.long
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let services = facilities.services
        let specification =
            switch parameters.architecture {
            case .specification(let digest): digest
            case .task(let task): try services.network.task(task).submission.specification
            case .round(let round): try services.network.round(round).opening.specification
            }
        let evaluation = try await services.tensors.evaluate(
            parameters.model,
            on: parameters.dataset,
            specification: specification
        )
        return [
            "accuracy": .real(evaluation.accuracy),
            "loss": evaluation.loss.isFinite ? .real(evaluation.loss) : .null,
            "samples": .count(evaluation.samples),
        ]
    }
}
