public import Tensors

/// Why a file does not give a data set, and where the fault is.
public enum DatasetReadingError: Error, Hashable, Sendable {
    /// The file cannot be unpacked.
    case gzip(GzipError)
    /// The features cannot be divided by zero.
    case scaleZero
    /// A line has another number of columns than the first.
    case columnCount(Int, expected: Int, line: Int)
    /// The label's column is not one of the columns.
    case labelColumn(Int, columns: Int)
    /// A field is not a decimal number.
    case notANumber(String, line: Int, column: Int)
    /// A label is not a whole number from zero.
    case label(String, line: Int, column: Int)
    /// There are not as many labels as samples.
    case samplesDiffer(features: Int, labels: Int)
    /// A tensor file is unsound; the text says how.
    case tensorFile(String, file: String)
    /// The samples do not make a data set.
    case dataset(DatasetError)
    /// The task that was reading was cancelled.
    case cancelled

    /// Unpacks bytes if they are packed.
    static func unpack(_ bytes: [UInt8]) throws(DatasetReadingError) -> [UInt8] {
        guard Gzip.isCompressed(bytes) else { return bytes }
        do {
            return try Gzip.unpack(bytes)
        } catch .cancelled {
            throw .cancelled
        } catch {
            throw .gzip(error)
        }
    }

    /// A data set from samples that a reader has found.
    static func dataset(
        features: [Float],
        labels: [Int32],
        featureCount: Int
    ) throws(DatasetReadingError) -> Dataset {
        do {
            return try Dataset(
                features: features,
                labels: labels,
                featureCount: featureCount
            )
        } catch {
            throw .dataset(error)
        }
    }
}

extension DatasetReadingError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .gzip(let error):
            error.description
        case .scaleZero:
            "the scale must be above zero: features are divided by it"
        case .columnCount(let count, let expected, let line):
            "line \(line) has \(count) columns where \(expected) are needed"
        case .labelColumn(let index, let columns):
            "there is no column \(index) for the label: there are \(columns), counted from 0, or "
                + "from -1 backwards"
        case .notANumber(let field, let line, let column):
            "line \(line), column \(column): \"\(field)\" is not a decimal number"
                + (line == 1 ? "; is it a header, which holds no sample?" : "")
        case .label(let label, let line, let column):
            "line \(line), column \(column): the label \(label) is not a whole number from 0"
        case .samplesDiffer(let features, let labels):
            "there are \(features) samples but \(labels) labels"
        case .tensorFile(let reason, let file):
            "the \(file) file: \(reason)"
        case .dataset(let error):
            error.description
        case .cancelled:
            "the file was not read to its end, for that was cancelled"
        }
    }
}
