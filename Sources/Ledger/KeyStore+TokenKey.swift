import Digests

extension KeyStore {
    /// Beside the signing keys, and none of them: it has another suffix.
    private static let tokenKeyName = "tokens.root"
    private static let tokenKeyByteCount = 32

    /// The key under which this home's tokens begin, or nothing when none was ever issued.
    ///
    /// - Throws: ``KeyStoreError/exposed(path:mode:)`` when others than the owner may read it.
    public func tokenKey() throws(KeyStoreError) -> [UInt8]? {
        let path = directory.path(of: Self.tokenKeyName)
        guard let text = try contents(of: path) else { return nil }
        guard text.last == 0x0A,
            let key = Hexadecimal.bytes(of: String(decoding: text.dropLast(), as: UTF8.self)),
            key.count == Self.tokenKeyByteCount
        else { throw .malformed(path: path) }
        return key
    }

    /// The key under which this home's tokens begin, made when there is none yet; returns once the
    /// disk has it.
    public func tokenKeyOrNew() throws(KeyStoreError) -> [UInt8] {
        if let key = try tokenKey() { return key }
        var random = SystemRandomNumberGenerator()
        let new = (0..<Self.tokenKeyByteCount).map { _ in
            UInt8.random(in: .min ... .max, using: &random)
        }
        let text = Hexadecimal.text(of: new) + "\n"
        if try store(Array(text.utf8), as: Self.tokenKeyName) { return new }
        // Somebody else was faster, with another key.
        guard let key = try tokenKey() else {
            throw .malformed(path: directory.path(of: Self.tokenKeyName))
        }
        return key
    }
}
