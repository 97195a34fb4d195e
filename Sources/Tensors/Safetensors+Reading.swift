import JSON

extension Safetensors {
    /// Reads a file's bytes, whose data the arrays must cover without gap or overlap.
    ///
    /// The reference implementation's other spellings of the same arrays (a header that is ordered
    /// or padded differently) are accepted; whoever needs the canonical one compares
    /// ``serialized()`` with the bytes.
    public init(parsing bytes: [UInt8]) throws(TensorFormatError) {
        let lengthSize = 8
        guard bytes.count >= lengthSize else {
            throw .truncated(part: "the header's length", needed: lengthSize, got: bytes.count)
        }
        let claimed: UInt64 = LittleEndian.integer(of: bytes, at: 0)
        guard claimed <= UInt64(Self.headerByteCountMax) else {
            throw .headerTooLong(byteCount: claimed)
        }
        let length = Int(claimed)
        guard bytes.count - lengthSize >= length else {
            throw .truncated(part: "the header", needed: length, got: bytes.count - lengthSize)
        }
        let start = lengthSize + length
        let header = try SafetensorsHeader(bytes[lengthSize..<start])
        try header.checkCover(dataByteCount: bytes.count - start)
        self.init(metadata: header.metadata)
        for entry in header.entries {
            let data = bytes[start + entry.from..<start + entry.to]
            do {
                arrays[entry.name] = try NumericArray(
                    shape: entry.shape,
                    elements: entry.encoding.elements(of: data)
                )
            } catch {
                throw .shape(error)
            }
        }
    }
}

/// The header of a .safetensors file.
private struct SafetensorsHeader {
    private(set) var entries: [SafetensorsEntry] = []
    private(set) var metadata: [String: String] = [:]

    init(_ text: ArraySlice<UInt8>) throws(TensorFormatError) {
        let limits = JSONLimits(byteCountMax: Safetensors.headerByteCountMax, depthMax: 8)
        let json: JSONValue
        do {
            json = try JSONValue(parsing: text, limits: limits)
        } catch {
            throw .headerNotJSON(error)
        }
        let claims: [SafetensorsClaim]
        do {
            claims = try readMembers(JSONReader(json).object())
        } catch {
            throw .headerMalformed(error)
        }
        for claim in claims { entries.append(try SafetensorsEntry(checking: claim)) }
    }

    /// Keeps the metadata and returns what the header says about its arrays.
    private mutating func readMembers(
        _ object: JSONObjectReader
    ) throws(JSONDecodingError) -> [SafetensorsClaim] {
        var members = object
        var claims: [SafetensorsClaim] = []
        for name in members.names {
            let member = try members.required(name)
            guard name == "__metadata__" else {
                claims.append(try SafetensorsClaim(name: name, member))
                continue
            }
            var texts = try member.object()
            for key in texts.names { metadata[key] = try texts.required(key).string() }
        }
        return claims
    }

    /// Checks that the arrays lie one behind the other from the data's first byte to its last.
    func checkCover(dataByteCount: Int) throws(TensorFormatError) {
        var end = 0
        for entry in entries.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
            guard entry.to <= dataByteCount else {
                throw .offsetsInvalid(
                    name: entry.name,
                    reason: "it ends at byte \(entry.to) of \(dataByteCount) bytes of data"
                )
            }
            guard entry.from == end else {
                throw .offsetsInvalid(
                    name: entry.name,
                    reason: "it begins at byte \(entry.from), the array before it ends at \(end)"
                )
            }
            end = entry.to
        }
        guard end == dataByteCount else { throw .surplus(byteCount: dataByteCount - end) }
    }
}

/// What a header says about one array, as yet unchecked.
private struct SafetensorsClaim {
    let name: String
    let type: String
    let shape: [Int]
    let from: Int
    let to: Int

    init(name: String, _ reader: JSONReader) throws(JSONDecodingError) {
        let size = 0...Int64(Int.max)
        var fields = try reader.object()
        self.name = name
        type = try fields.required("dtype").string()
        var sizes: [Int] = []
        for element in try fields.required("shape").elements(count: 0...Shape.rankMax) {
            sizes.append(Int(try element.integer(in: size)))
        }
        shape = sizes
        let offsets = try fields.required("data_offsets").elements(count: 2...2)
        from = Int(try offsets[0].integer(in: size))
        to = Int(try offsets[1].integer(in: size))
        try fields.finish()
    }
}

/// An array whose shape and place agree.
private struct SafetensorsEntry {
    let name: String
    let encoding: NumericEncoding
    let shape: Shape
    /// The place in the data, in bytes from its start.
    let from: Int
    let to: Int

    init(checking claim: SafetensorsClaim) throws(TensorFormatError) {
        guard let encoding = NumericEncoding(safetensorsName: claim.type) else {
            throw .elementTypeUnsupported(name: claim.type)
        }
        do {
            shape = try Shape(claim.shape)
        } catch {
            throw .shape(error)
        }
        guard claim.from <= claim.to else {
            throw .offsetsInvalid(name: claim.name, reason: "it ends before it begins")
        }
        let needed = shape.elementCount * encoding.byteCount
        guard claim.to - claim.from == needed else {
            throw .offsetsInvalid(
                name: claim.name,
                reason: "its shape needs \(needed) bytes, its place has \(claim.to - claim.from)"
            )
        }
        self.encoding = encoding
        name = claim.name
        from = claim.from
        to = claim.to
    }
}
