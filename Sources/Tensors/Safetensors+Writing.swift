import JSON

extension Safetensors {
    /// The file's bytes: one way to write any given arrays, so that its hash names them.
    ///
    /// Byte for byte what the reference implementation writes: a compact header, metadata first and
    /// then the arrays in the order of their data, padded with spaces to eight bytes; wider types
    /// come first, so that all data are aligned, and within a type names ascend by their bytes.
    public func serialized() -> [UInt8] {
        let ordered = arrays.sorted { left, right in
            let (leftRank, rightRank) = (left.value.rank, right.value.rank)
            return leftRank == rightRank
                ? left.key.utf8.lexicographicallyPrecedes(right.key.utf8) : leftRank < rightRank
        }
        var data: [UInt8] = []
        data.reserveCapacity(ordered.reduce(0) { $0 + $1.value.byteCount })
        var header = JSONObject()
        if !metadata.isEmpty { header["__metadata__"] = metadataJSON }
        for (name, array) in ordered {
            let start = data.count
            array.elements.append(to: &data)
            header[name] = [
                "dtype": .string(array.elements.type.safetensorsName),
                "shape": .array(array.shape.dimensions.map { .integer(Int64($0)) }),
                "data_offsets": [.integer(Int64(start)), .integer(Int64(data.count))],
            ]
        }
        var text = JSONValue.object(header).serialized()
        text += [UInt8](repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
        var bytes: [UInt8] = []
        LittleEndian.append([UInt64(text.count)], to: &bytes, \.self)
        return bytes + text + data
    }

    private var metadataJSON: JSONValue {
        let ordered = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        var object = JSONObject()
        for (name, text) in ordered { object[name] = .string(text) }
        return .object(object)
    }
}

extension NumericArray {
    fileprivate var byteCount: Int { shape.elementCount * elements.type.byteCount }

    /// The place of the type in the reference implementation's order, the widest first.
    fileprivate var rank: Int {
        switch elements.type {
        case .int64: 0
        case .float64: 1
        case .float32: 2
        case .int32: 3
        case .uint8: 4
        }
    }
}

extension NumericType {
    /// The type's name in a header.
    package var safetensorsName: String {
        switch self {
        case .float32: "F32"
        case .float64: "F64"
        case .int32: "I32"
        case .int64: "I64"
        case .uint8: "U8"
        }
    }
}
