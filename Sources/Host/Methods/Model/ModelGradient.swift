import Digests
import JSON
import PluginKit
import Training

/// `model.gradient`: the gradient of some samples' mean loss by a model's parameters.
struct ModelGradient: Method {
    struct Parameters: JSONDecodable, Sendable {
        let model: JSONReader
        let parameters: Digest
        let dataset: Digest
        let samples: [Int]
        let execution: ExecutionChoice

        /// The most samples that a call names.
        static let samplesMax = 1 << 16

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            model = try fields.required("model")
            parameters = try fields.digest("parameters")
            dataset = try fields.digest("dataset")
            var samples: [Int] = []
            for reader in try fields.required("samples").elements(count: 1...Self.samplesMax) {
                samples.append(Int(try reader.integer(in: 0...Int64(Int32.max))))
            }
            self.samples = samples
            execution = try fields.executionChoice()
            try fields.finish()
        }
    }

    static let name = "model.gradient"
    static let scheduling = Scheduling.long
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let tensors = facilities.services.tensors
        let model = try await parameters.model.asModel()
        let (gradient, mean) = try await tensors.gradient(
            of: parameters.samples,
            in: parameters.dataset,
            model: model,
            parameters: parameters.parameters,
            execution: parameters.execution.applied(to: tensors.execution)
        )
        return [
            "gradient": .hash(gradient),
            "loss": .real(mean.loss),
            "norm": .real(mean.norm),
        ]
    }
}
