public import JSON
import Tensors

extension Dataset {
    /// Reads a pair of NumPy files, each packed by gzip or not: features, whose first dimension is
    /// the sample, and labels.
    public init(
        npyFeatures features: [UInt8],
        npyLabels labels: [UInt8],
        scale: DecimalNumber = .one
    ) throws(DatasetReadingError) {
        try self.init(
            features: Self.npy(features, name: "features"),
            labels: Self.npy(labels, name: "labels"),
            scale: scale
        )
    }

    private static func npy(
        _ bytes: [UInt8],
        name: String
    ) throws(DatasetReadingError) -> NumericArray {
        let unpacked = try DatasetReadingError.unpack(bytes)
        do {
            return try Npy.read(unpacked)
        } catch {
            throw .tensorFile(error.description, file: name)
        }
    }
}
