import Digests
import JSON
import PluginKit
import Tensors

/// `tensor.distance`: how far two blobs of tensors of the same names and shapes are apart.
struct TensorDistance: Method {
    struct Parameters: JSONDecodable, Sendable {
        let left: Digest
        let right: Digest

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            left = try fields.digest("left")
            right = try fields.digest("right")
            try fields.finish()
        }
    }

    static let name = "tensor.distance"
    static let scheduling = Scheduling.long
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let distances = try await facilities.services.tensors.distances(
            parameters.left,
            parameters.right
        )
        func number(_ value: Double) -> JSONValue { value.isFinite ? .real(value) : .null }
        return [
            "l1": number(distances.l1),
            "l2": number(distances.l2),
            "linf": number(distances.linf),
            "cosine": number(distances.cosine),
        ]
    }
}
