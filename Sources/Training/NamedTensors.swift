import Graphs
import Tensors

/// The arrays of a tensor file, to be taken out by name; strangers are refused at the end.
struct NamedTensors {
    private var arrays: [String: NumericArray]

    /// The arrays of the file that the bytes are.
    init(parsing bytes: [UInt8]) throws(StateError) {
        do {
            arrays = try Safetensors(parsing: bytes).arrays
        } catch {
            throw .file(error.description)
        }
    }

    /// The tensors of a model's parameters, in their order.
    mutating func tensors(of model: Model, prefix: String = "") throws(StateError) -> [Tensor] {
        var tensors: [Tensor] = []
        for parameter in model.parameters {
            tensors.append(
                try tensor(prefix + parameter.name, dimensions: parameter.extents)
            )
        }
        return tensors
    }

    /// The slots of the optimizer whose state the file is, by the names that are there.
    var slotNames: [String] {
        for rule in UpdateRule.allCases {
            let isThere = rule.slots.contains { name in
                arrays.keys.contains { $0.hasPrefix(name) }
            }
            if isThere { return rule.slots }
        }
        return []
    }

    /// A counter.
    mutating func integer(_ name: String) throws(StateError) -> Int {
        guard let array = arrays.removeValue(forKey: name) else { throw .missing(name: name) }
        guard case .int64(let values) = array.elements else { throw .type(name: name) }
        guard array.shape.dimensions == [1], let value = values.first else {
            throw .shape(name: name, got: array.shape.dimensions, expected: [1])
        }
        return Int(value)
    }

    /// Refuses arrays that nobody asked for.
    func finish() throws(StateError) {
        if let stranger = arrays.keys.min() { throw .unknown(name: stranger) }
    }

    private mutating func tensor(
        _ name: String,
        dimensions: [Int]
    ) throws(StateError) -> Tensor {
        guard let array = arrays.removeValue(forKey: name) else { throw .missing(name: name) }
        guard case .float32(let values) = array.elements else { throw .type(name: name) }
        guard array.shape.dimensions == dimensions else {
            throw .shape(name: name, got: array.shape.dimensions, expected: dimensions)
        }
        do {
            return try Tensor(shape: array.shape, elements: values)
        } catch {
            throw .tensor(error)
        }
    }
}

extension Safetensors {
    /// The file of tensors that belong to a model's parameters, in their order.
    init(tensors: [Tensor], of model: Model, prefix: String = "") throws(StateError) {
        self.init()
        guard tensors.count == model.parameters.count else {
            throw .tensorCount(tensors.count, expected: model.parameters.count)
        }
        for (parameter, tensor) in zip(model.parameters, tensors) {
            let name = prefix + parameter.name
            guard tensor.shape.dimensions == parameter.extents else {
                throw .shape(
                    name: name,
                    got: tensor.shape.dimensions,
                    expected: parameter.extents
                )
            }
            // The sign and payload of a NaN are nobody's word, so none may be hashed.
            guard tensor.isFinite else { throw .notFinite(name: name) }
            arrays[name] = NumericArray(tensor)
        }
    }
}

extension NumericArray {
    /// A counter as an array of one.
    static func counter(_ count: Int) throws(StateError) -> NumericArray {
        do {
            return try NumericArray([Int64(count)])
        } catch {
            throw .tensor(error)
        }
    }
}
