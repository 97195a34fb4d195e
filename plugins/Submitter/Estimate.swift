import JSON
import Network
import PluginKit

/// `submitter.estimate`: what a specification costs, by unrolling its graph (rule T1).
struct Estimate: Method {
    struct Parameters: JSONDecodable, Sendable {
        let specification: JSONReader

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            specification = try fields.required("specification")
            try fields.finish()
        }
    }

    static let name = "submitter.estimate"
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let work = try await services.proofs.specify(parameters.specification)
        let price = try services.network.state.price(
            steps: work.steps,
            flopsPerStep: work.flopsPerStep
        )
        return [
            "operations": .array(
                work.operations.map { operation in
                    [
                        "kind": .string(operation.kind),
                        "count": .count(operation.count),
                    ]
                }
            ),
            "flopsPerStep": .count(work.flopsPerStep),
            "flops": .count(work.flops),
            "bytes": .count(work.bytes),
            "peakMemoryBytes": .count(work.peakMemoryBytes),
            "parameters": .count(work.parameters),
            "steps": .count(work.steps),
            "fee": .count(price),
        ]
    }
}
