public import JSON
public import Tensors

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

    /// Reads two arrays of a .npz or .safetensors file, packed by gzip or not: features, whose first
    /// dimension is the sample, and labels.
    public init(
        tensorFile bytes: [UInt8],
        as format: TensorFile.Format,
        features: String,
        labels: String,
        scale: DecimalNumber = .one
    ) throws(DatasetReadingError) {
        let file: TensorFile
        do {
            file = try TensorFile(parsing: bytes, as: format)
        } catch .cancelled {
            throw .cancelled
        } catch {
            throw .tensorFile(error.description, file: format.rawValue)
        }
        func array(_ name: String) throws(DatasetReadingError) -> NumericArray {
            guard let entry = file.entries.first(where: { $0.name == name }) else {
                let known = file.entries.prefix(5).compactMap(\.name).joined(separator: ", ")
                throw .tensorFile(
                    "it has no array \"\(name)\", but \(known.isEmpty ? "none" : known)",
                    file: format.rawValue
                )
            }
            return entry.array
        }
        try self.init(features: array(features), labels: array(labels), scale: scale)
    }
}
