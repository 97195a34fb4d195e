/// Where the parts of a JSON text lie, for those who need what was sent byte for byte.
///
/// The text must have been parsed before: these functions follow punctuation and check nothing.
package enum RawJSON {
    /// The value of a member of the object that a text holds, as it was written.
    ///
    /// Of a name that comes more than once it is the last, as `RepeatedNames.lastKept` has it.
    ///
    /// - Complexity: O(`text.count`).
    package static func member(
        _ name: String,
        of text: ArraySlice<UInt8>
    ) -> ArraySlice<UInt8>? {
        text.withUnsafeBytes { bytes in
            let wanted = Array(name.utf8)
            var found: ArraySlice<UInt8>?
            var index = skipBlanks(in: bytes, from: 0)
            guard index < bytes.count, bytes[index] == UInt8(ascii: "{") else { return nil }
            index = skipBlanks(in: bytes, from: index + 1)
            while index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                let nameEnd = endOfString(in: bytes, from: index)
                let isWanted = isName(bytes[index..<nameEnd], wanted)
                // One byte for the colon.
                let start = skipBlanks(in: bytes, from: skipBlanks(in: bytes, from: nameEnd) + 1)
                let end = endOfValue(in: bytes, from: start)
                if isWanted { found = text[text.startIndex + start..<text.startIndex + end] }
                index = skipBlanks(in: bytes, from: skipBlanks(in: bytes, from: end) + 1)
            }
            return found
        }
    }

    /// The elements of the array that a text holds, as they were written.
    ///
    /// - Complexity: O(`text.count`).
    package static func elements(of text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        text.withUnsafeBytes { bytes in
            var elements: [ArraySlice<UInt8>] = []
            var index = skipBlanks(in: bytes, from: 0)
            guard index < bytes.count, bytes[index] == UInt8(ascii: "[") else { return [] }
            index = skipBlanks(in: bytes, from: index + 1)
            while index < bytes.count, bytes[index] != UInt8(ascii: "]") {
                let end = endOfValue(in: bytes, from: index)
                elements.append(text[text.startIndex + index..<text.startIndex + end])
                index = skipBlanks(in: bytes, from: end)
                if index < bytes.count, bytes[index] == UInt8(ascii: ",") {
                    index = skipBlanks(in: bytes, from: index + 1)
                }
            }
            return elements
        }
    }

    /// Where a string ends whose opening quote is at a place.
    static func endOfString(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start + 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): return index + 1
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return bytes.count
    }

    /// Where a value ends that begins at a place.
    private static func endOfValue(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index = endOfString(in: bytes, from: index)
                if depth == 0 { return index }
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                // A number or literal ends where its container does.
                if depth == 0 { return index }
                depth -= 1
                if depth == 0 { return index + 1 }
            case UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"),
                UInt8(ascii: "\r"):
                if depth == 0 { return index }
            default: break
            }
            index += 1
        }
        return bytes.count
    }

    private static func skipBlanks(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                index += 1
            default: return index
            }
        }
        return index
    }

    /// Whether a quoted name is the wanted one, however it was spelled.
    private static func isName(_ quoted: Slice<UnsafeRawBufferPointer>, _ wanted: [UInt8]) -> Bool {
        guard quoted.contains(UInt8(ascii: "\\")) else {
            return quoted.dropFirst().dropLast().elementsEqual(wanted)
        }
        do {
            let name = try JSONValue(parsing: Array(quoted))
            return name.string.map { $0.utf8.elementsEqual(wanted) } ?? false
        } catch {
            // Not a string after all: the caller broke the precondition; nothing can match.
            return false
        }
    }
}
