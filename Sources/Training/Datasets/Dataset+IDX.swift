public import JSON
import Tensors

extension Dataset {
    /// Reads a pair of IDX files, each packed by gzip or not: samples, such as images, and labels.
    ///
    /// - Parameter scale: what every feature is divided by: 255 for images of bytes.
    public init(
        idxImages images: [UInt8],
        idxLabels labels: [UInt8],
        scale: DecimalNumber = .one
    ) throws(DatasetReadingError) {
        try self.init(
            features: Self.idx(images, name: "images"),
            labels: Self.idx(labels, name: "labels"),
            scale: scale
        )
    }

    private static func idx(
        _ bytes: [UInt8],
        name: String
    ) throws(DatasetReadingError) -> NumericArray {
        let unpacked = try DatasetReadingError.unpack(bytes)
        do {
            return try IDX.read(unpacked)
        } catch {
            throw .tensorFile(error.description, file: name)
        }
    }
}
