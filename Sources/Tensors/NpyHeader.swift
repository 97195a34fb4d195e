/// The dictionary in a .npy header: exactly the keys descr, fortran_order and shape.
struct NpyHeader {
    var description = ""
    var fortranOrder = false
    var shape: [Int] = []

    init(parsing text: ArraySlice<UInt8>) throws(TensorFormatError) {
        var scanner = PythonScanner(text)
        var missing: Set = ["descr", "fortran_order", "shape"]
        try scanner.expect("{")
        while !scanner.skip("}") {
            let key = try scanner.string()
            guard missing.remove(key) != nil else {
                throw .npyHeaderMalformed(reason: "the key \"\(key)\" is unknown or comes twice")
            }
            try scanner.expect(":")
            switch key {
            case "descr": description = try scanner.typeDescription()
            case "fortran_order": fortranOrder = try scanner.boolean()
            default: shape = try scanner.tuple()
            }
            if !scanner.skip(",") {
                try scanner.expect("}")
                break
            }
        }
        guard scanner.isAtEnd else {
            throw .npyHeaderMalformed(reason: "something follows the dictionary")
        }
        if let key = missing.min() {
            throw .npyHeaderMalformed(reason: "the key \"\(key)\" is missing")
        }
    }
}

/// Reads the few kinds of Python literals that a .npy header may hold.
private struct PythonScanner {
    private var rest: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) {
        rest = text
    }

    /// Whether nothing but white space is left.
    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return rest.isEmpty
        }
    }

    private mutating func skipSpace() {
        rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    }

    /// Passes over a text if it comes next, after white space.
    mutating func skip(_ text: StaticString) -> Bool {
        skipSpace()
        let bytes = Array("\(text)".utf8)
        guard rest.starts(with: bytes) else { return false }
        rest = rest.dropFirst(bytes.count)
        return true
    }

    mutating func expect(_ text: StaticString) throws(TensorFormatError) {
        guard skip(text) else {
            throw .npyHeaderMalformed(reason: "\"\(text)\" is missing before \(ahead)")
        }
    }

    /// A string in either kind of quotes, without escapes.
    mutating func string() throws(TensorFormatError) -> String {
        let quote: UInt8
        if skip("'") {
            quote = UInt8(ascii: "'")
        } else if skip("\"") {
            quote = UInt8(ascii: "\"")
        } else {
            throw .npyHeaderMalformed(reason: "a string is missing before \(ahead)")
        }
        guard let end = rest.firstIndex(of: quote) else {
            throw .npyHeaderMalformed(reason: "a string has no end")
        }
        defer { rest = rest[(end + 1)...] }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    /// The type's name; that of a record array is a list, which no tensor can hold.
    mutating func typeDescription() throws(TensorFormatError) -> String {
        if skip("[") { throw .elementTypeUnsupported(name: "record") }
        return try string()
    }

    mutating func boolean() throws(TensorFormatError) -> Bool {
        if skip("True") { return true }
        try expect("False")
        return false
    }

    /// A tuple of sizes: `()`, `(3,)`, `(3, 4)`.
    mutating func tuple() throws(TensorFormatError) -> [Int] {
        var numbers: [Int] = []
        try expect("(")
        while !skip(")") {
            numbers.append(try number())
            // The bound keeps a lying header from filling memory.
            guard numbers.count <= Shape.rankMax else {
                throw .npyHeaderMalformed(reason: "more than \(Shape.rankMax) dimensions")
            }
            if !skip(",") {
                try expect(")")
                break
            }
        }
        return numbers
    }

    private mutating func number() throws(TensorFormatError) -> Int {
        skipSpace()
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
            throw .npyHeaderMalformed(reason: "a 63-bit size is missing before \(ahead)")
        }
        rest = rest.dropFirst(digits.count)
        return number
    }

    /// What comes next, for messages.
    private var ahead: String {
        rest.isEmpty ? "the end" : "\"\(String(decoding: rest.prefix(8), as: UTF8.self))\""
    }
}
