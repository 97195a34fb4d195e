import JSON
import PluginKit
import Tensors

// Numbers of tensors as they travel in JSON.

extension JSONReader {
    /// A type of numbers, by the name that .safetensors files give it.
    func asNumericType() throws(JSONDecodingError) -> NumericType {
        let text = try string()
        guard let type = NumericType(safetensorsName: text) else {
            let known = NumericType.allCases.map(\.safetensorsName).joined(separator: ", ")
            throw failure(expected: "one of \(known)", got: "\"\(text)\"")
        }
        return type
    }

    /// Numbers in a shape, of one axis where there is none.
    func asNumericArray(
        shape: JSONReader?,
        type: NumericType
    ) throws(JSONDecodingError) -> NumericArray {
        let elements = try numericElements(type)
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
            throw (shape ?? self).failure(
                expected: "a shape for \(elements.count) numbers",
                got: "\(sizes)"
            )
        }
    }

    private func numericElements(
        _ type: NumericType
    ) throws(JSONDecodingError) -> NumericElements {
        let readers = try elements(count: 0...TensorLimit.values.most)
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

extension NumericElements {
    /// The numbers, each exactly; JSON has none for those that are not finite.
    var json: [JSONValue] {
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
