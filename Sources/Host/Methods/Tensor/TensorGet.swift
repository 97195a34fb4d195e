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

extension NumericElements {
    /// The numbers, each exactly; JSON has none for those that are not finite.
    fileprivate var json: [JSONValue] {
        get throws(ServiceError) {
            switch self {
            case .float32(let values): try Self.reals(values)
            case .float64(let values): try Self.reals(values)
            case .int32(let values): values.map { .integer(Int64($0)) }
            case .int64(let values): values.map { .integer($0) }
            case .uint8(let values): values.map { .integer(Int64($0)) }
            }
        }
    }

    private static func reals(
        _ values: [some BinaryFloatingPoint]
    ) throws(ServiceError) -> [JSONValue] {
        if let index = values.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite("number \(index), which is NaN or infinite")
        }
        return values.map { .real(Double($0)) }
    }
}
