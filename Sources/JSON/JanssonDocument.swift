import CJansson

/// Why libjansson, or the walk over what it parsed, refused a text.
enum JanssonError: Error {
    /// Where libjansson saw the fault: line from 1, column in characters, bytes read.
    struct Place {
        var line: Int
        var column: Int
        var position: Int
    }

    case syntax(String, Place)
    case overflow(String, Place)
    case tooDeep
    case ambiguousName(String)
}

/// A document that libjansson has parsed, and the one reference to it.
struct JanssonDocument: ~Copyable {
    private let root: UnsafeMutablePointer<json_t>

    /// Parses a text.
    ///
    /// Values of every kind may stand at the top. An escaped NUL may stand in strings; in names
    /// libjansson cannot hold it and refuses.
    init(
        _ bytes: UnsafeRawBufferPointer,
        _ repeatedNames: RepeatedNames
    ) throws(JanssonError) {
        let flags =
            switch repeatedNames {
            case .refused: JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES
            case .lastKept: JSON_DECODE_ANY | JSON_ALLOW_NUL
            }
        var error = json_error_t()
        // An empty buffer may have no address, and libjansson takes none for a wrong argument.
        let parsed =
            if let base = bytes.baseAddress {
                json_loadb(base, bytes.count, Int(flags), &error)
            } else {
                json_loads("", Int(flags), &error)
            }
        guard let parsed else { throw JanssonError(error) }
        root = parsed
    }

    deinit { json_decref(root) }

    /// Whether the document is an object.
    var isObject: Bool { root.pointee.type == JSON_OBJECT }

    /// Hands on the members of the object that the document is, one by one.
    func forEachMember(
        depthMax: Int,
        _ body: (_ name: UnsafeRawBufferPointer, _ value: JSONValue) -> Void
    ) throws(JanssonError) {
        let conversion = JanssonConversion(depthMax: depthMax)
        var member = json_object_iter(root)
        while let current = member {
            let name = UnsafeRawBufferPointer(
                start: json_object_iter_key(current),
                count: json_object_iter_key_len(current)
            )
            if let child = json_object_iter_value(current) {
                body(name, try conversion.value(of: child, depth: 1))
            }
            member = json_object_iter_next(root, current)
        }
    }

    /// The document as a value of ours.
    func value(depthMax: Int) throws(JanssonError) -> JSONValue {
        try JanssonConversion(depthMax: depthMax).value(of: root, depth: 0)
    }
}

extension JanssonError {
    init(_ error: json_error_t) {
        // libjansson keeps the code in the last byte of the text.
        let (text, code) = withUnsafeBytes(of: error.text) { bytes in
            (String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self), bytes[bytes.count - 1])
        }
        let place = Place(
            line: max(1, Int(error.line)),
            column: max(0, Int(error.column)),
            position: max(0, Int(error.position))
        )
        switch UInt32(code) {
        case json_error_stack_overflow.rawValue: self = .tooDeep
        case json_error_numeric_overflow.rawValue: self = .overflow(text, place)
        default: self = .syntax(text, place)
        }
    }

    /// The same fault in a text from which some bytes before it are taken out again.
    func moved(by shift: (_ position: Int) -> (inText: Int, onLine: Int)) -> JanssonError {
        func move(_ place: Place) -> Place {
            let shift = shift(place.position)
            return Place(
                line: place.line,
                column: max(0, place.column - shift.onLine),
                position: place.position - shift.inText
            )
        }
        return switch self {
        case .syntax(let text, let place): .syntax(text, move(place))
        case .overflow(let text, let place): .overflow(text, move(place))
        case .tooDeep, .ambiguousName: self
        }
    }
}

/// The walk over a parsed document that makes values of it.
private struct JanssonConversion {
    let depthMax: Int

    func value(
        of node: UnsafeMutablePointer<json_t>,
        depth: Int
    ) throws(JanssonError) -> JSONValue {
        switch node.pointee.type {
        case JSON_OBJECT: .object(try object(of: node, depth: depth + 1))
        case JSON_ARRAY: .array(try array(of: node, depth: depth + 1))
        case JSON_STRING:
            .string(text(json_string_value(node), count: json_string_length(node)))
        case JSON_INTEGER: .integer(Int64(json_integer_value(node)))
        case JSON_REAL: .real(json_real_value(node))
        case JSON_TRUE: .bool(true)
        case JSON_FALSE: .bool(false)
        default: .null
        }
    }

    private func object(
        of node: UnsafeMutablePointer<json_t>,
        depth: Int
    ) throws(JanssonError) -> JSONObject {
        guard depth <= depthMax else { throw .tooDeep }
        var object = JSONObject()
        object.reserveCapacity(json_object_size(node))
        // libjansson walks members in the order in which they were written.
        var member = json_object_iter(node)
        while let current = member {
            let name = text(json_object_iter_key(current), count: json_object_iter_key_len(current))
            if let child = json_object_iter_value(current) {
                // Swift holds canonically equivalent strings for equal where libjansson compares
                // bytes; keeping only one of two such members would change what was sent.
                let value = try value(of: child, depth: depth)
                guard object.insert(value, named: name) else { throw .ambiguousName(name) }
            }
            member = json_object_iter_next(node, current)
        }
        return object
    }

    private func array(
        of node: UnsafeMutablePointer<json_t>,
        depth: Int
    ) throws(JanssonError) -> [JSONValue] {
        guard depth <= depthMax else { throw .tooDeep }
        let count = json_array_size(node)
        var array: [JSONValue] = []
        array.reserveCapacity(count)
        for index in 0..<count {
            guard let element = json_array_get(node, index) else { continue }
            array.append(try value(of: element, depth: depth))
        }
        return array
    }

    private func text(_ start: UnsafePointer<CChar>?, count: Int) -> String {
        String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
