/// Integers beyond 64 bits, which libjansson refuses together with the whole document.
///
/// They are read as reals, as ECMAScript reads them: the digits beyond a double's precision are
/// lost, the rest of the document is not. Senders who need them exactly write decimal strings.
struct WideIntegers {
    /// The text with `.0` behind each such integer, so that libjansson takes it for a real.
    let rewritten: [UInt8]
    /// Where in the rewritten text something was put in, ascending.
    private let insertions: [Int]

    /// Finds the integers of a text that do not fit.
    ///
    /// - Complexity: O(`bytes.count`).
    init(in bytes: UnsafeRawBufferPointer) {
        var rewritten: [UInt8] = []
        var insertions: [Int] = []
        rewritten.reserveCapacity(bytes.count + 16)
        var index = 0
        while index < bytes.count {
            let start = index
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index = RawJSON.endOfString(in: bytes, from: index)
                rewritten += bytes[start..<index]
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                index = bytes[start...].firstIndex { !Self.isNumberByte($0) } ?? bytes.count
                rewritten += bytes[start..<index]
                if Self.isTooWide(bytes[start..<index]) {
                    insertions.append(rewritten.count)
                    rewritten += [UInt8(ascii: "."), UInt8(ascii: "0")]
                }
            default:
                rewritten.append(bytes[index])
                index += 1
            }
        }
        self.rewritten = rewritten
        self.insertions = insertions
    }

    /// How many bytes stand before a position of the rewritten text that the sender did not write,
    /// in all and on the same line.
    func shift(before position: Int) -> (inText: Int, onLine: Int) {
        let lineStart =
            rewritten.prefix(position).lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let before = insertions.filter { $0 < position }
        return (2 * before.count, 2 * before.count { $0 >= lineStart })
    }

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."): true
        case UInt8(ascii: "e"), UInt8(ascii: "E"): true
        default: false
        }
    }

    private static func isTooWide(_ token: Slice<UnsafeRawBufferPointer>) -> Bool {
        // Int64.max has 19 digits; shorter tokens always fit.
        guard token.count >= 19 else { return false }
        let digits = token.first == UInt8(ascii: "-") ? token.dropFirst() : token
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return false
        }
        return Int64(String(decoding: token, as: UTF8.self)) == nil
    }
}
