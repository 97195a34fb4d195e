import JSON
import PluginKit

/// `tensor.delete`: forgets a tensor's name.
struct TensorDelete: Method {
    struct Parameters: JSONDecodable, Sendable {
        let name: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            name = try fields.required("name").asTensorName()
            try fields.finish()
        }
    }

    static let name = "tensor.delete"
    let tensors: TensorStore

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let forgotten = try await tensors.delete(parameters.name)
        return forgotten.description(name: parameters.name)
    }
}
