import JSON
import PluginKit
import Tensors

/// `tensor.put`: stores one tensor, given as numbers or as one of a file's.
struct TensorPut: Method {
    struct Parameters: JSONDecodable, Sendable {
        let source: Source
        let name: String?
        let replace: Bool

        enum Source {
            case values(NumericArray)
            case elsewhere(TensorReference, entry: String?)
        }

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            let name = try fields.optionalTensorName("name")
            let values = fields.optional("values")
            let shape = fields.optional("shape")
            let type = try fields.optional("type")?.asNumericType()
            let reference = try fields.optional("source")?.asTensorReference()
            let entry = fields.optional("entry")
            let entryName = try entry?.string()
            let replace = try fields.optional("replace")?.bool() ?? false
            try fields.finish()
            switch (values, reference) {
            case (let values?, nil):
                if let entry { throw entry.failure(expected: "nothing beside \"values\"") }
                source = .values(
                    try values.asNumericArray(shape: shape, type: type ?? .float32)
                )
            case (nil, let reference?):
                if let shape { throw shape.failure(expected: "nothing beside \"source\"") }
                source = .elsewhere(reference, entry: entryName)
            case (nil, nil), (.some, .some):
                throw json.failure(expected: "either \"values\" or \"source\"")
            }
            self.name = name
            self.replace = replace
        }
    }

    static let name = "tensor.put"
    let tensors: TensorStore

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let array: NumericArray
        switch parameters.source {
        case .values(let values): array = values
        case .elsewhere(let reference, let entry):
            array = try await tensors.readOne(reference, entry: entry).array
        }
        let stored = try await tensors.put(
            array,
            name: parameters.name,
            replacing: parameters.replace
        )
        return stored.description(name: parameters.name)
    }
}
