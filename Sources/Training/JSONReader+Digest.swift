package import Digests
package import JSON

extension JSONReader {
    /// A digest as 64 lower-case hexadecimal digits.
    package func digest() throws(JSONDecodingError) -> Digest {
        let text = try string()
        guard let digest = Digest(hex: text) else {
            throw failure(
                expected: "a SHA-256 digest as 64 lower-case hexadecimal digits",
                got: "\"\(text.excerpt)\""
            )
        }
        return digest
    }
}
