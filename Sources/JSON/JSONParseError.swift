/// Why a text is not JSON that we accept, and where.
public struct JSONParseError: Error, Hashable, Sendable {
    /// What is wrong with a text.
    public enum Reason: Hashable, Sendable {
        /// The grammar is broken, UTF-8 is, a name comes twice in one object, or a real is beyond
        /// the range of a double; in libjansson's words.
        case syntax(String)
        /// Two names of one object are the same text in different Unicode normal forms.
        case ambiguousName(String)
        /// A byte of value zero stands in the text; written as an escape it may stand in strings.
        case rawNUL
        /// The text has more bytes than allowed.
        case tooLarge(byteCountMax: Int)
        /// Arrays and objects are nested more deeply than allowed.
        case tooDeep(depthMax: Int)
    }

    /// What is wrong.
    public let reason: Reason
    /// The line of the fault, from 1.
    public let line: Int
    /// The column of the fault in characters, from 1; 0 is the end of the line before.
    public let column: Int
    /// How many bytes had been read when the fault was seen.
    public let position: Int

    /// A fault at a place.
    public init(reason: Reason, line: Int, column: Int, position: Int) {
        self.reason = reason
        self.line = line
        self.column = column
        self.position = position
    }

    /// A fault at a byte, whose line and column are counted here.
    init(reason: Reason, at position: Int, of bytes: UnsafeRawBufferPointer) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(position) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                // Continuation bytes of UTF-8 belong to the character before.
                column += 1
            }
        }
        self.init(reason: reason, line: line, column: column, position: position)
    }
}

extension JSONParseError: CustomStringConvertible {
    /// What is wrong and where, as a sentence for people.
    public var description: String {
        "line \(line), column \(column) (byte \(position)): \(reason)"
    }
}

extension JSONParseError.Reason: CustomStringConvertible {
    /// What is wrong and where, as a sentence for people.
    public var description: String {
        switch self {
        case .syntax(let text): text
        case .ambiguousName(let name):
            "the name \"\(name)\" comes twice, in two Unicode normal forms"
        case .rawNUL: "a raw NUL byte; write \\u0000 inside a string"
        case .tooLarge(let most): "more than \(most) bytes"
        case .tooDeep(let most): "more than \(most) arrays and objects inside one another"
        }
    }
}
