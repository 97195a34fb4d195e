/// The classes of bytes that scanning tells apart.
extension UInt8 {
    /// Whether numbers and literals consist of such bytes; what they spell is for the parser.
    var isScalarByte: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: isLetter
        }
    }

    /// Whether this is an ASCII letter.
    var isLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }

    /// Whether this is one of the four bytes that may stand between tokens.
    var isBlank: Bool {
        self == UInt8(ascii: " ") || self == UInt8(ascii: "\n") || self == UInt8(ascii: "\t")
            || self == UInt8(ascii: "\r")
    }

    /// Whether header names consist of such bytes (RFC 9110 section 5.6.2).
    var isHeaderNameByte: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }

    /// Whether an array or object opens with this byte.
    var isOpening: Bool {
        self == UInt8(ascii: "{") || self == UInt8(ascii: "[")
    }

    /// Whether this is what ends a header's name.
    var isColon: Bool { self == UInt8(ascii: ":") }
}
