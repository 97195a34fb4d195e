import Graphs
import JSON
import PluginKit
import Training

/// `model.create`: the initial parameters of a model, from a seed.
struct ModelCreate: Method {
    struct Parameters: JSONDecodable, Sendable {
        let model: JSONReader
        let seed: UInt64
        let batchSize: Int

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            model = try fields.required("model")
            seed = UInt64(try fields.optionalInteger("seed", in: 0...Int64.max) ?? 0)
            batchSize = Int(
                try fields.optionalInteger("batchSize", in: 1...WorkSpecification.batchSizeMax) ?? 1
            )
            try fields.finish()
        }
    }

    static let name = "model.create"
    static let scheduling = Scheduling.long
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let model = try await parameters.model.asModel()
        let stored = try await facilities.services.tensors.create(
            model,
            seed: parameters.seed,
            batchSize: parameters.batchSize
        )
        return [
            "parameters": .hash(stored.parameters),
            "byteCount": .count(stored.byteCount),
            "count": .count(model.parameterCount),
            "tensors": .array(
                model.parameters.map { parameter in
                    [
                        "name": .string(parameter.name),
                        "shape": .array(parameter.extents.map { .count($0) }),
                        "trained": .bool(parameter.isTrained),
                    ]
                }
            ),
            "step": stored.stepWork.described,
        ]
    }
}

extension Work {
    /// The work as methods of models answer it.
    var described: JSONValue {
        [
            "flops": .count(flops), "bytes": .count(bytes),
            "peakMemoryBytes": .count(peakMemoryBytes),
        ]
    }
}
