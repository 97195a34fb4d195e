import JSON
import PluginKit
import Tensors

/// `tensor.distance`: how far two sets of tensors of the same names and shapes are apart.
struct TensorDistance: Method {
    struct Parameters: JSONDecodable, Sendable {
        let left: TensorReference
        let right: TensorReference

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            left = try fields.tensor("left")
            right = try fields.tensor("right")
            try fields.finish()
        }
    }

    static let name = "tensor.distance"
    static let scheduling = Scheduling.long
    let tensors: TensorStore

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let distances = try await tensors.distances(parameters.left, parameters.right)
        func number(_ value: Double) -> JSONValue { value.isFinite ? .real(value) : .null }
        return [
            "l1": number(distances.l1),
            "l2": number(distances.l2),
            "linf": number(distances.linf),
            "cosine": number(distances.cosine),
            "relative": number(distances.relative),
        ]
    }
}
