/// Comma-separated decimal numbers, a row a line.
public enum CSV {
    /// After how many lines it is asked whether anybody still wants them.
    private static let linesBetweenChecks = 1024

    /// Reads a matrix of 32-bit floats: every line that is not empty is a row.
    ///
    /// - Parameter hasHeader: whether the first line names the columns.
    public static func read(
        _ bytes: [UInt8],
        hasHeader: Bool = false
    ) throws(TensorFormatError) -> NumericArray {
        var numbers: [Float] = []
        var (columns, rows, line) = (0, 0, 0)
        var rest = bytes[...]
        while !rest.isEmpty {
            if line.isMultiple(of: linesBetweenChecks), Task.isCancelled { throw .cancelled }
            let raw = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest[raw.endIndex...].dropFirst()
            line += 1
            let content = raw.last == UInt8(ascii: "\r") ? raw.dropLast() : raw
            if content.isEmpty || line == 1 && hasHeader { continue }
            let before = numbers.count
            try readRow(content, line: line, into: &numbers)
            let count = numbers.count - before
            if rows == 0 { columns = count }
            guard count == columns else {
                throw .table(
                    line: line,
                    column: nil,
                    reason: "it has \(count) columns where \(columns) are needed"
                )
            }
            rows += 1
        }
        guard rows > 0 else {
            throw .table(line: max(line, 1), column: nil, reason: "there is no row of numbers")
        }
        do {
            let shape = try Shape(rows: rows, columns: columns)
            return try NumericArray(shape: shape, elements: .float32(numbers))
        } catch {
            throw .shape(error)
        }
    }

    private static func readRow(
        _ content: ArraySlice<UInt8>,
        line: Int,
        into numbers: inout [Float]
    ) throws(TensorFormatError) {
        var fields: ArraySlice<UInt8>? = content
        var column = 0
        while let rest = fields {
            let field = rest.prefix { $0 != UInt8(ascii: ",") }
            fields = field.endIndex < rest.endIndex ? rest[(field.endIndex + 1)...] : nil
            column += 1
            guard let number = number(field) else {
                let text = String(decoding: field.prefix(40), as: UTF8.self)
                throw .table(
                    line: line,
                    column: column,
                    reason: "\"\(text)\" is not a decimal number"
                        + (line == 1 ? "; is it a header?" : "")
                )
            }
            guard numbers.count < Shape.elementCountMax else {
                throw .table(line: line, column: column, reason: "there are too many numbers")
            }
            numbers.append(number)
        }
    }

    /// The most bytes of a number; so many digits tell nothing that a `Float` could hold.
    private static let numberByteCountMax = 512
    private static let decimalCharacters = Set("0123456789+-.eE".utf8)

    /// A decimal number; short integers, the usual case, are read without a detour over text.
    package static func number(_ rawField: ArraySlice<UInt8>) -> Float? {
        let space = UInt8(ascii: " ")
        let field = rawField.drop { $0 == space }
        if (1...7).contains(field.count), field.allSatisfy({ (48...57).contains($0) }) {
            return Float(field.reduce(0) { $0 * 10 + Int($1 - 48) })
        }
        var end = field.endIndex
        while end > field.startIndex, field[end - 1] == space { end -= 1 }
        guard end - field.startIndex <= numberByteCountMax else { return nil }
        let text = String(decoding: field[..<end], as: UTF8.self)
        // `Float` also reads "nan", "inf" and hexadecimal, which no data file means.
        guard text.utf8.allSatisfy({ Self.decimalCharacters.contains($0) }) else { return nil }
        guard let number = Float(text), number.isFinite else { return nil }
        return number
    }
}
