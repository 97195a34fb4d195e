import JSON
import PluginKit
import Tensors

/// `tensor.get`: the numbers of a small tensor.
struct TensorGet: Method {
    static let name = "tensor.get"
    let tensors: TensorStore

    func call(_ parameters: TensorSource, in context: CallContext) async throws -> JSONObject {
        let array = try await tensors.readOne(
            parameters.tensor,
            entry: parameters.entry,
            as: parameters.format
        ).array
        guard array.elements.count <= TensorLimit.values.most else {
            throw ServiceError.tensorLimit(.values)
        }
        return [
            "type": .string(array.elements.type.safetensorsName),
            "shape": array.shape.json,
            "values": .array(try array.elements.json),
        ]
    }
}
