import JSON
import PluginKit

/// `tensor.info`: the tensors in a .safetensors blob.
struct TensorInfo: Method {
    static let name = "tensor.info"
    let facilities: Facilities

    func call(_ parameters: BlobParameters, in context: CallContext) async throws -> JSONObject {
        let tensors = try await facilities.services.tensors.list(parameters.blob)
        return [
            "tensors": .array(
                tensors.map { tensor in
                    [
                        "name": .string(tensor.name),
                        "type": .string(tensor.type),
                        "shape": .array(tensor.extents.map { .count($0) }),
                    ]
                }
            )
        ]
    }
}
