/// Places where a test makes storage fail; in production every closure is nil and costs a branch.
///
///     var faults = StorageFaults()
///     faults.onWrite = { path, _ in path.contains("/blobs/") ? .failure(ENOSPC) : nil }
public struct StorageFaults: Sendable {
    /// What happens instead of a write.
    public enum WriteFault: Sendable {
        /// The write fails with an error number, nothing written.
        case failure(Int32)
        /// Only so many bytes are taken, as the operating system may always choose to.
        case short(Int)
    }

    /// Asked before each write to a file, with its path and the bytes left to write.
    public var onWrite: (@Sendable (_ path: String, _ byteCount: Int) -> WriteFault?)?
    /// Asked before each read of a blob, with its path, and before an entry of the log is checked again,
    /// with the log's; an error number makes it fail.
    public var onRead: (@Sendable (_ path: String) -> Int32?)?
    /// Asked before each `fsync` of a file or directory; an error number makes it fail.
    public var onSynchronize: (@Sendable (_ path: String) -> Int32?)?
    /// Asked before each rename, with the new path; an error number makes it fail.
    public var onRename: (@Sendable (_ path: String) -> Int32?)?
    /// Asked before the log commits a transaction; an error makes the transaction fail.
    public var onCommit: (@Sendable () -> StorageError?)?

    /// No faults.
    public init() {}
}
