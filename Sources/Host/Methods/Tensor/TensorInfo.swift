import JSON
import PluginKit
import Tensors

/// `tensor.info`: the tensors in a file or a blob, or the one of a name.
struct TensorInfo: Method {
    static let name = "tensor.info"
    let tensors: TensorStore

    func call(_ parameters: TensorSource, in context: CallContext) async throws -> JSONObject {
        let source = try await tensors.read(
            parameters.tensor,
            entry: parameters.entry,
            as: parameters.format
        )
        return [
            "blob": .optional(source.blob.map { .hash($0) }),
            "tensors": .array(
                source.entries.map { entry in
                    [
                        "name": .optional(entry.name.map { .string($0) }),
                        "type": .string(entry.array.elements.type.safetensorsName),
                        "shape": entry.array.shape.json,
                    ]
                }
            ),
        ]
    }
}

/// The parameters of methods that take tensors from one place.
struct TensorSource: JSONDecodable, Sendable {
    let tensor: TensorReference
    let entry: String?
    let format: TensorFile.Format?

    init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        tensor = try fields.tensor("tensor")
        entry = try fields.optional("entry")?.string()
        format = try fields.optionalTensorFormat("format")
        try fields.finish()
    }
}

extension Shape {
    /// The length of each axis.
    var json: JSONValue { .array(dimensions.map { .count($0) }) }
}

extension StoredTensor {
    /// The tensor as methods answer it, under its name if it has one.
    func description(name: String?) -> JSONObject {
        [
            "name": .optional(name.map { .string($0) }),
            "blob": .hash(blob),
            "type": .string(type.safetensorsName),
            "shape": shape.json,
        ]
    }
}
