public import Digests

/// Why a blob cannot be stored or read.
public enum BlobError: Error, Hashable, Sendable {
    /// The store does not have the blob.
    case missing(Digest)
    /// The file under the blob's name holds other bytes than it was stored with.
    case corrupt(Digest, path: String)
    /// The bytes, or the file, are more than a blob may hold.
    case tooLarge(byteCount: Int, byteCountMax: Int)
    /// The file to store changed, or cannot be read.
    case unreadableSource(StorageError)
    /// The store cannot be read or written.
    case storage(StorageError)
}

extension BlobError: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .missing(let digest):
            return
                "The blob \(digest) is not in this store. Store it here first, or check its name."
        case .corrupt(let digest, let path):
            return "The file \(path) no longer holds the blob \(digest): its bytes have another "
                + "hash. Check the disk, and store the blob again from its source."
        case .tooLarge(let byteCount, let byteCountMax):
            return "A blob may have at most \(byteCountMax) bytes, and this one has \(byteCount). "
                + "Split it."
        case .unreadableSource(let error):
            return error.description
        case .storage(let error):
            return error.description
        }
    }
}
