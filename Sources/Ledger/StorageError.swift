import Glibc

/// Why bytes could not be stored or read: the one list of faults that files, blobs, keys and the
/// log share, so that "the disk is full" is told the same way wherever it strikes.
public enum StorageError: Error, Hashable, Sendable {
    /// There is no room: the disk, a quota, a file size limit or the log's page limit is reached.
    case full(path: String)
    /// The operating system refused an operation for any other reason.
    case failed(path: String, operation: String, reason: String)

    /// What the operating system says of it.
    package var reason: String {
        switch self {
        case .full: String(cString: strerror(ENOSPC))
        case .failed(_, _, let reason): reason
        }
    }

    /// The fault that the C library reports as `code`.
    init(code: Int32, path: String, operation: String) {
        switch code {
        case ENOSPC, EDQUOT, EFBIG: self = .full(path: path)
        default:
            let reason = String(cString: strerror(code))
            self = .failed(path: path, operation: operation, reason: reason)
        }
    }
}

extension StorageError: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .full(let path):
            "There is no room left to write \(path). Free some space, or raise the quota or limit, "
                + "then send the request again; nothing was changed."
        case .failed(let path, let operation, let reason):
            "Could not \(operation) \(path): \(reason). Check the disk and the permissions of the "
                + "home directory, then send the request again."
        }
    }
}
