/// Why a key cannot be made, found or used.
public enum KeyStoreError: Error, Hashable, Sendable {
    /// The text cannot be a key's name.
    case invalidName(String)
    /// No key has this name.
    case unknown(String)
    /// A key has this name already.
    case exists(String)
    /// The key file may be read or written by others than its owner.
    case exposed(path: String, mode: Int)
    /// The key file does not hold a key.
    case malformed(path: String)
    /// The key file cannot be read or written.
    case storage(StorageError)
}

extension KeyStoreError: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .invalidName(let name):
            return
                "\"\(name)\" cannot be a key's name. Use 1 to \(KeyStore.nameLengthMax) letters, "
                + "digits, \"-\" or \"_\", beginning with a letter or digit."
        case .unknown(let name):
            return "There is no key named \"\(name)\". Create it, or name one that exists."
        case .exists(let name):
            return "There is a key named \"\(name)\" already, and keys are never overwritten. "
                + "Choose another name."
        case .exposed(let path, let mode):
            return "The key file \(path) has mode 0\(String(mode, radix: 8)), so others could use "
                + "the key. Run: chmod 600 \(path)"
        case .malformed(let path):
            return "The file \(path) does not hold a key (64 hexadecimal digits and a newline). "
                + "Restore it from a backup, or remove it and create a new key."
        case .storage(let error):
            return error.description
        }
    }
}
