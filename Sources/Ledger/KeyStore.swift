internal import Crypto
internal import Digests
import Glibc

/// The signing keys of a home, one file a key, each readable by its owner alone.
///
/// A key file holds the 32-byte Ed25519 seed as 64 lower-case hexadecimal digits and a newline.
/// Names are labels of this home; to the network a key is its public half.
public struct KeyStore: Sendable {
    /// The longest name a key may have.
    public static let nameLengthMax = 64

    let directory: Directory

    /// Opens the key store of a home and removes what unfinished writes have left.
    public init(_ home: Home) throws(KeyStoreError) {
        do throws(StorageError) {
            directory = try Directory(home.keysPath, faults: home.faults)
            try directory.removeUnfinished()
        } catch {
            throw .storage(error)
        }
    }

    /// Makes a key; returns once the disk has it.
    ///
    /// - Throws: ``KeyStoreError/exists(_:)`` when the name is taken: keys are never overwritten.
    public func create(_ name: String) throws(KeyStoreError) -> SigningKey {
        try Self.validate(name)
        let secret = Curve25519.Signing.PrivateKey()
        let text = Hexadecimal.text(of: secret.rawRepresentation) + "\n"
        guard try store(Array(text.utf8), as: Self.fileName(of: name)) else { throw .exists(name) }
        return SigningKey(name: name, secret: secret)
    }

    /// The key of a name.
    ///
    /// - Throws: ``KeyStoreError/exposed(path:mode:)`` when others than the owner may read it.
    public func key(named name: String) throws(KeyStoreError) -> SigningKey {
        try Self.validate(name)
        guard let key = try keyIfAny(named: name) else { throw .unknown(name) }
        return key
    }

    /// The key of a name, or nothing when there is none, and of what is no name.
    ///
    /// - Throws: ``KeyStoreError/exposed(path:mode:)`` when others than the owner may read it.
    public func keyIfAny(named name: String) throws(KeyStoreError) -> SigningKey? {
        guard Self.isValid(name) else { return nil }
        let path = directory.path(of: Self.fileName(of: name))
        guard let text = try contents(of: path) else { return nil }
        guard text.last == 0x0A,
            let seed = Hexadecimal.bytes(of: String(decoding: text.dropLast(), as: UTF8.self)),
            let key = SigningKey(name: name, seed: seed)
        else { throw .malformed(path: path) }
        return key
    }

    /// The names of all keys, sorted.
    public func names() throws(KeyStoreError) -> [String] {
        do throws(StorageError) {
            return try directory.names().compactMap { file in
                file.hasSuffix(Self.suffix) ? String(file.dropLast(Self.suffix.count)) : nil
            }
        } catch {
            throw .storage(error)
        }
    }

    /// Says whether a name may be given to a key: letters, digits, `-`, `_`; the first no sign.
    ///
    /// So a name can never lead out of the key store.
    public static func isValid(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (1...nameLengthMax).contains(bytes.count) else { return false }
        guard isAlphanumeric(bytes[0]) else { return false }
        return bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F }
    }

    private static let suffix = ".key"

    private static func fileName(of name: String) -> String { name + suffix }

    private static func validate(_ name: String) throws(KeyStoreError) {
        guard isValid(name) else { throw .invalidName(name) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    /// Stores a key's file; false, and nothing done, when there is one of that name.
    ///
    /// A crash leaves the whole key or none: written aside, flushed, then given its name.
    func store(_ bytes: [UInt8], as name: String) throws(KeyStoreError) -> Bool {
        let number = UInt64.random(in: .min ... .max)
        let path = directory.path(of: "\(name).\(number)\(Directory.unfinishedSuffix)")
        // Gone already when it got its name.
        defer { unlink(path) }
        do throws(StorageError) {
            return try store(bytes, as: name, through: path)
        } catch {
            throw .storage(error)
        }
    }

    private func store(
        _ bytes: [UInt8],
        as name: String,
        through path: String
    ) throws(StorageError) -> Bool {
        let file = try File(
            path,
            flags: O_WRONLY | O_CREAT | O_EXCL,
            mode: 0o600,
            faults: directory.faults
        )
        try bytes.withStorage { buffer throws(StorageError) in try file.write(buffer) }
        try file.synchronize()
        guard try directory.adoptIfNew(path, as: name) else { return false }
        do throws(StorageError) {
            try directory.synchronize()
        } catch {
            // A key that its caller was never given must not block the name.
            try directory.remove(name)
            throw error
        }
        return true
    }

    /// What a file holds, or nothing when there is none: it is opened, and no list of files looked at,
    /// for every signed call needs a key.
    func contents(of path: String) throws(KeyStoreError) -> [UInt8]? {
        let mode: mode_t
        let bytes: [UInt8]
        do throws(StorageError) {
            guard let file = try File.ifThere(path, flags: O_RDONLY | O_NOFOLLOW) else {
                return nil
            }
            mode = try file.status().st_mode
            // Nothing longer than this can be a key.
            bytes = try [UInt8](filling: 128) { buffer throws(StorageError) in
                try file.read(into: buffer)
            }
        } catch {
            throw .storage(error)
        }
        guard mode & S_IFMT == S_IFREG else { throw .malformed(path: path) }
        guard mode & 0o077 == 0 else { throw .exposed(path: path, mode: Int(mode & 0o777)) }
        return bytes
    }
}
