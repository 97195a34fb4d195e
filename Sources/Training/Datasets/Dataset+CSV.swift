public import JSON
import Tensors

/// How to read a file of comma-separated values: one sample a line.
public struct CSVFormat: Hashable, Sendable {
    /// Whether the first line names the columns and holds no sample.
    public var hasHeader: Bool
    /// The column of the label, counted from 0, or from -1, the last one, backwards.
    public var labelColumn: Int
    /// What every feature is divided by, so that features end up near 0...1.
    public var scale: DecimalNumber

    /// A format; the default is a file without header whose last column is the label.
    public init(
        hasHeader: Bool = false,
        labelColumn: Int = -1,
        scale: DecimalNumber = .one
    ) {
        self.hasHeader = hasHeader
        self.labelColumn = labelColumn
        self.scale = scale
    }
}

extension Dataset {
    /// Reads comma-separated values, packed by gzip or not.
    ///
    /// Lines and fields are found in place: a list of them could take many times the file's size.
    public init(
        csv bytes: [UInt8],
        format: CSVFormat = CSVFormat()
    ) throws(DatasetReadingError) {
        let text = try DatasetReadingError.unpack(bytes)
        guard format.scale.float > 0 else { throw .scaleZero }
        var reader = CSVReader(format: format)
        var rest = text[...]
        var lineNumber = 0
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest[line.endIndex...].dropFirst()
            lineNumber += 1
            if lineNumber == 1 && format.hasHeader { continue }
            try reader.read(line, number: lineNumber)
        }
        self = try DatasetReadingError.dataset(
            features: reader.features,
            labels: reader.labels,
            featureCount: max(0, (reader.columnCount ?? 0) - 1)
        )
    }
}

/// The samples read so far, and the shape that further lines must have.
private struct CSVReader {
    /// After how many lines or fields it is asked whether anybody still wants them.
    private static let stepsBetweenChecks = 1024

    let format: CSVFormat
    let scale: Float
    var features: [Float] = []
    var labels: [Int32] = []
    var columnCount: Int?
    var labelIndex = 0
    private var stepCount = 0

    init(format: CSVFormat) {
        self.format = format
        self.scale = format.scale.float
    }

    mutating func read(
        _ rawLine: ArraySlice<UInt8>,
        number line: Int
    ) throws(DatasetReadingError) {
        try checkCancellation()
        let content = rawLine.last == UInt8(ascii: "\r") ? rawLine.dropLast() : rawLine
        if content.isEmpty { return }
        let count = content.reduce(1) { $1 == UInt8(ascii: ",") ? $0 + 1 : $0 }
        if columnCount == nil { try adopt(count, line: line) }
        guard count == columnCount else {
            throw .columnCount(count, expected: columnCount ?? 0, line: line)
        }
        var rest = content
        for index in 0..<count {
            try checkCancellation()
            let field = rest.prefix { $0 != UInt8(ascii: ",") }
            rest = rest[field.endIndex...].dropFirst()
            try read(field, line: line, index: index)
        }
        guard features.count <= Dataset.valuesMax else { throw .dataset(.tooManyValues) }
    }

    private mutating func read(
        _ field: ArraySlice<UInt8>,
        line: Int,
        index: Int
    ) throws(DatasetReadingError) {
        guard let number = CSV.number(field) else {
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

    private mutating func checkCancellation() throws(DatasetReadingError) {
        if stepCount.isMultiple(of: Self.stepsBetweenChecks), Task.isCancelled { throw .cancelled }
        stepCount += 1
    }

    /// The first line decides how many columns there are.
    private mutating func adopt(_ count: Int, line: Int) throws(DatasetReadingError) {
        guard count >= 2 else { throw .columnCount(count, expected: 2, line: line) }
        guard count <= Dataset.valuesMax else { throw .dataset(.tooManyValues) }
        guard (-count..<count).contains(format.labelColumn) else {
            throw .labelColumn(format.labelColumn, columns: count)
        }
        columnCount = count
        labelIndex = format.labelColumn < 0 ? count + format.labelColumn : format.labelColumn
    }
}
