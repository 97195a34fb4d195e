public import Digests
public import JSON
public import Tensors

/// What a caller means by a tensor: a name of this home, a blob's hash, or a file's path.
///
/// No text means two of them: names have neither the form of a hash nor a slash in front.
public enum TensorReference: Hashable, Sendable {
    /// A tensor that this home has by name.
    case name(String)
    /// A blob that is a tensor file.
    case blob(Digest)
    /// A tensor file of the caller's.
    case path(String)

    /// What a text means.
    public init(_ text: String) {
        if text.hasPrefix("/") {
            self = .path(text)
        } else if let blob = Digest(hex: text) {
            self = .blob(blob)
        } else {
            self = .name(text)
        }
    }

    /// The most bytes of a name.
    public static let nameByteCountMax = 200

    /// Whether a text may name a tensor.
    public static func isName(_ text: String) -> Bool {
        guard case .name = TensorReference(text), text.utf8.count <= nameByteCountMax else {
            return false
        }
        return !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    }
}

/// A tensor's blob, and what that holds.
public struct StoredTensor: Hashable, Sendable {
    /// The blob, a .npy file in its one canonical spelling.
    public let blob: Digest
    /// The type of its numbers.
    public let type: NumericType
    /// Its dimensions.
    public let shape: Shape
}

/// How much a home takes of tensors, and answers of them.
public struct TensorLimit: Hashable, Sendable {
    /// The limit's name.
    public let name: String
    /// The most that there may be.
    public let most: Int
    /// A sentence for people.
    public let description: String

    /// How many numbers of a tensor travel in JSON.
    public static let values = TensorLimit(
        name: "tensorValuesMax",
        most: 1 << 16,
        description:
            "At most 65,536 numbers travel as JSON; tensor.export and tensor.import use files."
    )
    /// How many tensors have names.
    public static let names = TensorLimit(
        name: "tensorNamesMax",
        most: 20_000,
        description: "A home has at most 20,000 named tensors; tensor.delete forgets a name."
    )
}

extension JSONObjectReader {
    /// A tensor's name, blob or file.
    public mutating func tensor(_ name: String) throws(JSONDecodingError) -> TensorReference {
        try required(name).asTensorReference()
    }

    /// A name for a tensor, or nothing when there is none.
    public mutating func optionalTensorName(
        _ name: String
    ) throws(JSONDecodingError) -> String? {
        try optional(name)?.asTensorName()
    }

    /// A format of tensor files, or nothing when there is none.
    public mutating func optionalTensorFormat(
        _ name: String,
        of formats: [TensorFile.Format] = TensorFile.Format.allCases
    ) throws(JSONDecodingError) -> TensorFile.Format? {
        guard let reader = optional(name) else { return nil }
        let text = try reader.string()
        guard let format = formats.first(where: { $0.rawValue == text }) else {
            let known = formats.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw reader.failure(expected: "one of \(known)", got: "\"\(text)\"")
        }
        return format
    }
}

extension JSONReader {
    /// A tensor's name, blob or file.
    public func asTensorReference() throws(JSONDecodingError) -> TensorReference {
        TensorReference(try string())
    }

    /// A name that a tensor may have.
    public func asTensorName() throws(JSONDecodingError) -> String {
        let text = try string()
        guard TensorReference.isName(text) else {
            throw failure(
                expected: "1 to \(TensorReference.nameByteCountMax) bytes of text that is neither "
                    + "a hash nor a path",
                got: "\"\(text)\""
            )
        }
        return text
    }
}
