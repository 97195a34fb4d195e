import JSON
import PluginKit

/// `tensor.list`: the tensors of this home that have names.
struct TensorList: Method {
    struct Parameters: JSONDecodable, Sendable {
        let prefix: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            prefix = try fields.optional("prefix")?.string() ?? ""
            try fields.finish()
        }
    }

    static let name = "tensor.list"
    static let pagedList: String? = "tensors"
    let tensors: TensorStore

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let listed = try await tensors.list(prefix: parameters.prefix)
        return ["tensors": .array(listed.map { .object($0.tensor.description(name: $0.name)) })]
    }
}
