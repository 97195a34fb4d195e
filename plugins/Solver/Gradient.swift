import JSON
import Network
import PluginKit

/// `solver.gradient`: what an honest contribution for a block is, without contributing it.
struct Gradient: Method {
    struct Parameters: JSONDecodable, Sendable {
        let round: RoundID
        let block: Int64

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            round = try fields.id("round")
            block = try fields.required("block").integer(in: 0...Int64.max)
            try fields.finish()
        }
    }

    static let name = "solver.gradient"
    static let scheduling = Scheduling.long
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let update = try await services.reputation.update(
            in: parameters.round,
            block: parameters.block
        )
        return [
            "update": .hash(update.blob),
            "samples": .count(update.samples),
            "loss": .real(update.loss),
        ]
    }
}
