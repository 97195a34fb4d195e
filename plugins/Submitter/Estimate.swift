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
    static let scheduling = Scheduling.long
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let work = try await services.proofs.specify(parameters.specification)
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
            "fee": .optional(try price(of: work).map { .count($0) }),
            "seconds": .real(try await services.proofs.seconds(of: work)),
        ]
    }

    /// The least fee; nothing without a network, which says what work costs.
    private func price(of work: SpecifiedWork) throws -> Credits? {
        do {
            return try services.network.state.price(
                steps: work.steps,
                flopsPerStep: work.flopsPerStep
            )
        } catch ServiceError.noNetwork {
            return nil
        }
    }
}
