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
            let type = try Self.type(fields.optional("type"))
            let reference = try fields.optional("source")?.asTensorReference()
            let entry = fields.optional("entry")
            let entryName = try entry?.string()
            let replace = try fields.optional("replace")?.bool() ?? false
            try fields.finish()
            switch (values, reference) {
            case (let values?, nil):
                if let entry { throw entry.failure(expected: "nothing beside \"values\"") }
                source = .values(
                    try Self.array(values, shape: shape, type: type ?? .float32)
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

        private static func type(_ reader: JSONReader?) throws(JSONDecodingError) -> NumericType? {
            guard let reader else { return nil }
            let text = try reader.string()
            guard let type = NumericType(safetensorsName: text) else {
                let known = NumericType.allCases.map(\.safetensorsName).joined(separator: ", ")
                throw reader.failure(expected: "one of \(known)", got: "\"\(text)\"")
            }
            return type
        }

        private static func array(
            _ reader: JSONReader,
            shape: JSONReader?,
            type: NumericType
        ) throws(JSONDecodingError) -> NumericArray {
            let elements = try self.elements(reader, type: type)
            var sizes = [elements.count]
            if let shape {
                sizes = []
                for size in try shape.elements(count: 0...Shape.rankMax) {
                    sizes.append(Int(try size.integer(in: 0...Int64(Shape.elementCountMax))))
                }
            }
            do {
                return try NumericArray(shape: Shape(sizes), elements: elements)
            } catch {
                throw (shape ?? reader).failure(
                    expected: "a shape for \(elements.count) numbers",
                    got: "\(sizes)"
                )
            }
        }

        private static func elements(
            _ reader: JSONReader,
            type: NumericType
        ) throws(JSONDecodingError) -> NumericElements {
            let readers = try reader.elements(count: 0...TensorLimit.values.most)
            func integers<Number: FixedWidthInteger>() throws(JSONDecodingError) -> [Number] {
                let range = Int64(Number.min)...Int64(Number.max)
                var numbers: [Number] = []
                for reader in readers { numbers.append(Number(try reader.integer(in: range))) }
                return numbers
            }
            func reals<Number: BinaryFloatingPoint>() throws(JSONDecodingError) -> [Number] {
                var numbers: [Number] = []
                for reader in readers {
                    let number = Number(try reader.number())
                    guard number.isFinite else {
                        throw reader.failure(expected: "a number that the type can hold")
                    }
                    numbers.append(number)
                }
                return numbers
            }
            switch type {
            case .float32: return .float32(try reals())
            case .float64: return .float64(try reals())
            case .int32: return .int32(try integers())
            case .int64: return .int64(try integers())
            case .uint8: return .uint8(try integers())
            }
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
