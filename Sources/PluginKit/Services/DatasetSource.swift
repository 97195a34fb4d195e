import JSON
import Tensors
import Training

/// A data file of the caller's, and how it is to be read.
public struct DatasetSource: Sendable {
    /// The formats that are read; each also packed by gzip.
    public enum Format: String, Sendable {
        /// Comma-separated values, a sample a line, the label last.
        case csv
        /// The MNIST family's pair of images and labels.
        case idx
        /// A pair of NumPy arrays.
        case npy
        /// Two arrays of NumPy's archive.
        case npz
        /// Two arrays of a .safetensors file.
        case safetensors
    }

    let path: String
    let labels: String?
    let format: Format?
    let scale: Double
    let header: Bool?
    let labelColumn: Int?
    let featuresEntry: String?
    let labelsEntry: String?
    let trainCount: Int?
    let seed: UInt64

    /// A file to be read.
    ///
    /// - Parameters:
    ///   - path: the samples.
    ///   - labels: their labels, where the format keeps them in another file.
    ///   - format: nothing to go by the file's name.
    ///   - scale: what every feature is divided by.
    ///   - header: for CSV, whether the first line names the columns.
    ///   - labelColumn: for CSV, the label's column, counted from 0, or from -1 backwards.
    ///   - featuresEntry: for .npz and .safetensors, the features' name; "features" when nothing.
    ///   - labelsEntry: for .npz and .safetensors, the labels' name; "labels" when nothing.
    ///   - trainCount: how many samples are to train on; nothing for all.
    ///   - seed: the seed of the permutation before the split.
    public init(
        path: String,
        labels: String?,
        format: Format?,
        scale: Double,
        header: Bool? = nil,
        labelColumn: Int? = nil,
        featuresEntry: String? = nil,
        labelsEntry: String? = nil,
        trainCount: Int?,
        seed: UInt64
    ) {
        self.path = path
        self.labels = labels
        self.format = format
        self.scale = scale
        self.header = header
        self.labelColumn = labelColumn
        self.featuresEntry = featuresEntry
        self.labelsEntry = labelsEntry
        self.trainCount = trainCount
        self.seed = seed
    }

    func read() throws -> Dataset {
        let bytes = try LocalFile(path).read()
        let scale = try decimalScale()
        let format = try format ?? guessedFormat()
        try checkNothingIsOfOtherFormats(than: format)
        do {
            switch format {
            case .csv:
                let columns = CSVFormat(
                    hasHeader: header ?? false,
                    labelColumn: labelColumn ?? -1,
                    scale: scale
                )
                return try Dataset(csv: bytes, format: columns)
            case .idx:
                return try Dataset(idxImages: bytes, idxLabels: labelBytes(), scale: scale)
            case .npy:
                return try Dataset(npyFeatures: bytes, npyLabels: labelBytes(), scale: scale)
            case .npz, .safetensors:
                return try Dataset(
                    tensorFile: bytes,
                    as: format == .npz ? .npz : .safetensors,
                    features: featuresEntry ?? "features",
                    labels: labelsEntry ?? "labels",
                    scale: scale
                )
            }
        } catch DatasetReadingError.cancelled {
            throw CancellationError()
        } catch let error as DatasetReadingError {
            throw ServiceError.dataset("\(path): \(error)")
        }
    }

    private func checkNothingIsOfOtherFormats(than format: Format) throws {
        let hasArrays = format == .npz || format == .safetensors
        let strangers = [
            ("header", header != nil && format != .csv, "only CSV files have columns"),
            ("labelColumn", labelColumn != nil && format != .csv, "only CSV files have columns"),
            ("featuresEntry", featuresEntry != nil && !hasArrays, "the file's array has no name"),
            ("labelsEntry", labelsEntry != nil && !hasArrays, "the file's array has no name"),
            ("labels", labels != nil && hasArrays, "the labels are an array of the same file"),
        ]
        for (name, isThere, reason) in strangers where isThere {
            throw ServiceError.parameter(
                pointer: "/\(name)",
                expected: "nothing, for \(reason)",
                got: "a value"
            )
        }
    }

    private func labelBytes() throws -> [UInt8] {
        guard let labels else {
            throw ServiceError.parameter(
                pointer: "/labels",
                expected: "the path of the labels' file",
                got: "nothing"
            )
        }
        return try LocalFile(labels).read()
    }

    private func guessedFormat() throws -> Format {
        let name = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
        if name.hasSuffix(".csv") { return .csv }
        if name.hasSuffix(".npy") { return .npy }
        if name.hasSuffix(".npz") { return .npz }
        if name.hasSuffix(".safetensors") { return .safetensors }
        if name.hasSuffix("-ubyte") || name.hasSuffix(".idx") { return .idx }
        throw ServiceError.parameter(
            pointer: "/format",
            expected: "a format, for the name does not say",
            got: "nothing"
        )
    }

    private func decimalScale() throws -> DecimalNumber {
        let text = scale == scale.rounded() && scale < 1e15 ? "\(Int64(scale))" : "\(scale)"
        guard let scale = DecimalNumber(text) else {
            throw ServiceError.parameter(
                pointer: "/scale",
                expected: "a plain decimal number above zero",
                got: text
            )
        }
        return scale
    }
}
