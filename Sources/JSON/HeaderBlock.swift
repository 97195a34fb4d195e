/// The headers in front of a body: `Content-Length` in any case, others for others.
struct HeaderBlock: Sendable {
    /// Headers beyond this many bytes a block are no headers; editors send fewer than 100.
    static let byteCountMax = 8192

    /// What a line has come to.
    enum Outcome {
        /// It was a header; another line follows.
        case next
        /// It was the empty line, and this is the length it announces.
        case end(bodyByteCount: Int)
        /// It was the empty line of a block that announces no length; the words say why.
        case fault(String)
        /// It is no header at all: the block is broken off.
        case broken(String)
    }

    private var bodyByteCount: Int?
    private var fault: String?

    /// Takes in a line without its newline.
    mutating func read(_ line: ArraySlice<UInt8>) -> Outcome {
        let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        if line.isEmpty { return end }
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        guard name.count < line.count, !name.isEmpty, name.allSatisfy(\.isHeaderNameByte) else {
            return .broken("a line among the headers is no header")
        }
        let lowercased = name.map { $0.isLetter ? $0 | 0x20 : $0 }
        if lowercased.elementsEqual("content-length".utf8) { read(length: line[name.endIndex...]) }
        return .next
    }

    private var end: Outcome {
        if let fault { return .fault(fault) }
        guard let bodyByteCount else { return .fault("headers without Content-Length") }
        return .end(bodyByteCount: bodyByteCount)
    }

    /// Reads what follows a `Content-Length`, colon included.
    private mutating func read(length: ArraySlice<UInt8>) {
        let digits = length.dropFirst().trimmingBlanks
        // Int would take a sign; a length has none.
        let isNumber = digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber, let count = Int(String(decoding: digits, as: UTF8.self)) else {
            fault = "Content-Length is no number of bytes"
            return
        }
        guard bodyByteCount == nil || bodyByteCount == count else {
            fault = "two headers give different lengths"
            return
        }
        bodyByteCount = count
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmingBlanks: Self {
        var slice = drop(while: \.isBlank)
        while slice.last?.isBlank == true { slice.removeLast() }
        return slice
    }
}
