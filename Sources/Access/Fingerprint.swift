import Digests

/// The name of a token as it stands, which tells nothing of its code.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    private let digest: Digest

    init(code: [UInt8]) {
        digest = Digest(sha256: code)
    }

    /// The name from its text, or nothing for any other text.
    public init?(_ text: String) {
        guard let digest = Digest(hex: text) else { return nil }
        self.digest = digest
    }

    /// 64 hexadecimal digits.
    public var description: String { digest.hex }
}
