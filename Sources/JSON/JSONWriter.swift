/// Writes JSON, byte by byte.
///
/// Reals are written in the shortest form that reads back as the same double. JSON has no
/// infinities and no NaN: they are written as `null`, as ECMAScript does.
struct JSONWriter {
    /// How members and elements are set apart.
    enum Layout {
        /// No blank anywhere.
        case compact
        /// A line for each, indented by two blanks a level.
        case pretty
    }

    fileprivate(set) var bytes: [UInt8] = []
    private let layout: Layout

    init(layout: Layout, capacity: Int = 256) {
        self.layout = layout
        bytes.reserveCapacity(capacity)
    }

    mutating func write(_ value: JSONValue, depth: Int = 0) {
        switch value {
        case .null: write(literal: "null")
        case .bool(let bool): write(literal: bool ? "true" : "false")
        case .integer(let integer): write(integer)
        case .real(let real): write(real)
        case .string(let string): write(string)
        case .array(let array): write(array, depth: depth)
        case .object(let object): write(object, depth: depth)
        }
    }

    private mutating func write(_ array: [JSONValue], depth: Int) {
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        for element in array {
            separate(isFirst: isFirst, depth: depth + 1)
            write(element, depth: depth + 1)
            isFirst = false
        }
        if !isFirst { breakLine(depth: depth) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ object: JSONObject, depth: Int) {
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for (name, value) in object {
            separate(isFirst: isFirst, depth: depth + 1)
            write(name)
            bytes.append(UInt8(ascii: ":"))
            if layout == .pretty { bytes.append(UInt8(ascii: " ")) }
            write(value, depth: depth + 1)
            isFirst = false
        }
        if !isFirst { breakLine(depth: depth) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func separate(isFirst: Bool, depth: Int) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        breakLine(depth: depth)
    }

    private mutating func breakLine(depth: Int) {
        guard layout == .pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    mutating func write(_ integer: Int64) {
        write(literal: integer.description)
    }

    private mutating func write(_ real: Double) {
        // Swift's description is the shortest form that round-trips, and valid JSON when finite:
        // it always has a fraction or an exponent, so it reads back as a real.
        write(literal: real.isFinite ? real.description : "null")
    }

    private mutating func write(literal: String) {
        bytes.append(contentsOf: literal.utf8)
    }

    /// Writes a string with the escapes of RFC 8785 section 3.2.2.2: only what must be escaped is.
    mutating func write(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { utf8 in
            var start = 0
            for index in utf8.indices where Self.mustEscape(utf8[index]) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
                writeEscape(utf8[index])
                start = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func writeEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            let digits = Array("0123456789abcdef".utf8)
            write(literal: "u00")
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 0xF)])
        }
    }
}

extension JSONValue {
    /// This value as JSON, without blanks.
    ///
    /// NaN and the infinities are written as `null`.
    public func serialized() -> [UInt8] {
        var writer = JSONWriter(layout: .compact)
        writer.write(self)
        return writer.bytes
    }

    /// Writes this value behind other bytes, as `serialized()` has it.
    public func append(to bytes: inout [UInt8]) {
        var writer = JSONWriter(layout: .compact, capacity: 0)
        swap(&writer.bytes, &bytes)
        writer.write(self)
        swap(&writer.bytes, &bytes)
    }

    /// This value as JSON text, without blanks.
    public var text: String { String(decoding: serialized(), as: UTF8.self) }

    /// This value as JSON text to read: a line a member, indented by two blanks a level.
    public var prettyText: String {
        var writer = JSONWriter(layout: .pretty)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
