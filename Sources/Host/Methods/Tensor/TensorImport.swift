import JSON
import PluginKit
import Tensors

/// `tensor.import`: stores the arrays of a file or a blob as tensors with names.
struct TensorImport: Method {
    struct Parameters: JSONDecodable, Sendable {
        let source: TensorReference
        let entry: String?
        let format: TensorFile.Format?
        let naming: TensorStore.Naming
        let replace: Bool

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            source = try fields.tensor("source")
            let name = try fields.optionalTensorName("name")
            entry = try fields.optional("entry")?.string()
            let prefix = fields.optional("prefix")
            let prefixText = try prefix?.string() ?? ""
            format = try fields.optionalTensorFormat("format")
            replace = try fields.optional("replace")?.bool() ?? false
            try fields.finish()
            if let name {
                guard prefixText.isEmpty else {
                    throw (prefix ?? json).failure(
                        expected: "nothing beside \"name\"",
                        got: "\"\(prefixText)\""
                    )
                }
                naming = .one(name)
            } else {
                naming = .prefixed(prefixText)
            }
        }
    }

    static let name = "tensor.import"
    static let scheduling = Scheduling.long
    let tensors: TensorStore

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let added = try await tensors.bringIn(
            parameters.source,
            entry: parameters.entry,
            as: parameters.format,
            naming: parameters.naming,
            replacing: parameters.replace
        )
        return ["tensors": .array(added.map { .object($0.tensor.description(name: $0.name)) })]
    }
}
