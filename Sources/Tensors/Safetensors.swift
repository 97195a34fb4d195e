/// Named arrays in Hugging Face's .safetensors format.
///
/// https://github.com/huggingface/safetensors#format: the header's length as eight little-endian
/// bytes, a JSON object that says each array's type, shape and place, then the arrays' bytes. A
/// reader of this format must trust nothing: every length and offset is checked before it is used.
public struct Safetensors: Hashable, Sendable {
    /// The longest header that is read or written.
    public static let headerByteCountMax = 16 << 20

    /// The arrays by name.
    public var arrays: [String: NumericArray]
    /// Free text by name, which the format allows beside the arrays.
    public var metadata: [String: String]

    /// A file of arrays.
    public init(arrays: [String: NumericArray] = [:], metadata: [String: String] = [:]) {
        self.arrays = arrays
        self.metadata = metadata
    }
}
