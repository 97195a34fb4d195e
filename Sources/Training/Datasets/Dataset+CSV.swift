/// How to read a file of comma-separated values: one sample a line.
public struct CSVFormat: Hashable, Sendable {
    /// Where the label stands in a line.
    public enum LabelColumn: Hashable, Sendable {
        /// In the first column.
        case first
        /// In the last column.
        case last
        /// In the column of this index, counted from 0.
        case index(Int)
    }

    /// Whether the first line names the columns and holds no sample.
    public var hasHeader: Bool
    /// Where the label stands.
    public var labelColumn: LabelColumn
    /// What every feature is divided by, so that features end up near 0...1.
    public var scale: DecimalNumber

    /// A format; the default is a file without header whose last column is the label.
    public init(
        hasHeader: Bool = false,
        labelColumn: LabelColumn = .last,
        scale: DecimalNumber = .one
    ) {
        self.hasHeader = hasHeader
        self.labelColumn = labelColumn
        self.scale = scale
    }
}

extension Dataset {
    /// After how many lines the reader asks whether anybody still wants them.
    private static let linesBetweenChecks = 1024

    /// Reads comma-separated values, packed by gzip or not.
    public init(
        csv bytes: [UInt8],
        format: CSVFormat = CSVFormat(),
        classes: Int? = nil
    ) throws(DatasetReadingError) {
        let text = try DatasetReadingError.unpack(bytes)
        guard format.scale.float > 0 else { throw .scaleZero }
        var reader = CSVReader(format: format)
        var lineNumber = 0
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if lineNumber.isMultiple(of: Self.linesBetweenChecks), Task.isCancelled {
                throw .cancelled
            }
            lineNumber += 1
            if lineNumber == 1 && format.hasHeader { continue }
            try reader.read(line, number: lineNumber)
        }
        self = try DatasetReadingError.dataset(
            features: reader.features,
            labels: reader.labels,
            featureCount: max(0, (reader.columnCount ?? 0) - 1),
            classes: classes
        )
    }
}

/// The samples read so far, and the shape that further lines must have.
private struct CSVReader {
    let format: CSVFormat
    let scale: Float
    var features: [Float] = []
    var labels: [Int32] = []
    var columnCount: Int?
    var labelIndex = 0

    init(format: CSVFormat) {
        self.format = format
        self.scale = format.scale.float
    }

    mutating func read(
        _ rawLine: ArraySlice<UInt8>,
        number line: Int
    ) throws(DatasetReadingError) {
        let content = rawLine.last == UInt8(ascii: "\r") ? rawLine.dropLast() : rawLine
        if content.isEmpty { return }
        let fields = content.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        if columnCount == nil { try adopt(fields.count, line: line) }
        guard fields.count == columnCount else {
            throw .columnCount(fields.count, expected: columnCount ?? 0, line: line)
        }
        for (index, field) in fields.enumerated() {
            guard let number = Self.number(field) else {
                throw .notANumber(
                    String(decoding: field.prefix(40), as: UTF8.self),
                    line: line,
                    column: index + 1
                )
            }
            if index == labelIndex {
                guard let label = Int32(exactly: number), label >= 0 else {
                    throw .label("\(number)", line: line, column: index + 1)
                }
                labels.append(label)
            } else {
                features.append(number / scale)
            }
        }
    }

    /// The first line decides how many columns there are.
    private mutating func adopt(_ count: Int, line: Int) throws(DatasetReadingError) {
        columnCount = count
        labelIndex =
            switch format.labelColumn {
            case .first: 0
            case .last: count - 1
            case .index(let index): index
            }
        guard count >= 2 else { throw .columnCount(count, expected: 2, line: line) }
        guard (0..<count).contains(labelIndex) else {
            throw .labelColumn(labelIndex, columns: count)
        }
    }

    /// A decimal number; short integers, the usual case, are read without a detour over text.
    private static func number(_ rawField: ArraySlice<UInt8>) -> Float? {
        let space = UInt8(ascii: " ")
        let field = rawField.drop { $0 == space }
        if (1...7).contains(field.count), field.allSatisfy({ (48...57).contains($0) }) {
            return Float(field.reduce(0) { $0 * 10 + Int($1 - 48) })
        }
        var end = field.endIndex
        while end > field.startIndex, field[end - 1] == space { end -= 1 }
        let text = String(decoding: field[..<end], as: UTF8.self)
        // `Float` also reads "nan", "inf" and hexadecimal, which no data file means.
        guard text.utf8.allSatisfy({ Self.decimalCharacters.contains($0) }) else { return nil }
        guard let number = Float(text), number.isFinite else { return nil }
        return number
    }

    private static let decimalCharacters = Set("0123456789+-.eE".utf8)
}
