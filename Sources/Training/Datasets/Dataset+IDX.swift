public import JSON
import Tensors

/// A tensor of unsigned bytes in the IDX format, that of the MNIST family of data sets.
///
/// Big-endian: two zero bytes, the element type (8: unsigned byte), the number of extents, each
/// extent as 32 bits, then the elements.
struct IDXFile: Sendable {
    let shape: Shape
    let elements: ArraySlice<UInt8>

    /// Reads an unpacked file; `name` stands for it in errors.
    init(_ bytes: [UInt8], name: String) throws(DatasetReadingError) {
        guard bytes.count >= 4 else { throw .truncated(file: name, needed: 4, got: bytes.count) }
        guard bytes[0] == 0, bytes[1] == 0 else { throw .notIDX(file: name) }
        guard bytes[2] == 8 else { throw .idxType(bytes[2], file: name) }
        let extentCount = Int(bytes[3])
        guard (1...4).contains(extentCount) else { throw .idxExtents(extentCount, file: name) }
        let start = 4 + 4 * extentCount
        guard bytes.count >= start else {
            throw .truncated(file: name, needed: start, got: bytes.count)
        }
        let extents = (0..<extentCount).map { index in
            bytes[4 + 4 * index..<8 + 4 * index].reduce(0) { $0 << 8 | Int($1) }
        }
        do {
            shape = try Shape(extents)
        } catch {
            throw .tooLarge(file: name)
        }
        guard shape.elementCount <= Dataset.valuesMax else { throw .tooLarge(file: name) }
        guard bytes.count - start == shape.elementCount else {
            throw .truncated(file: name, needed: start + shape.elementCount, got: bytes.count)
        }
        elements = bytes[start...]
    }
}

extension Dataset {
    /// Reads a pair of IDX files, each packed by gzip or not: images and their labels.
    ///
    /// - Parameter scale: what every feature is divided by: 255 for images of bytes.
    public init(
        idxImages images: [UInt8],
        idxLabels labels: [UInt8],
        scale: DecimalNumber = .one
    ) throws(DatasetReadingError) {
        guard scale.float > 0 else { throw .scaleZero }
        let imageFile = try IDXFile(DatasetReadingError.unpack(images), name: "images")
        let labelFile = try IDXFile(DatasetReadingError.unpack(labels), name: "labels")
        guard labelFile.shape.rank == 1 else {
            throw .idxExtents(labelFile.shape.rank, file: "labels")
        }
        let (samples, labelCount) = (imageFile.shape.dimensions[0], labelFile.shape.dimensions[0])
        guard samples == labelCount else {
            throw .samplesDiffer(features: samples, labels: labelCount)
        }
        let divisor = scale.float
        // A byte has 256 values: dividing each once is cheaper than dividing 47 million.
        let scaled = (0...255).map { Float($0) / divisor }
        self = try DatasetReadingError.dataset(
            features: imageFile.elements.map { scaled[Int($0)] },
            labels: labelFile.elements.map { Int32($0) },
            featureCount: imageFile.shape.elementCountEach
        )
    }
}
