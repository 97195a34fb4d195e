import Glibc
import Ledger
import Synchronization

/// A switch that a test throws while closures elsewhere look at it.
final class Switch: Sendable {
    private let state = Atomic(false)
    var isOn: Bool { state.load(ordering: .sequentiallyConsistent) }
    func turn(on: Bool) { state.store(on, ordering: .sequentiallyConsistent) }
}

/// What can go wrong while a file is written, each at one step; `TARGET` in an expected path stands
/// for whichever file was being written.
enum FileFault: String, CaseIterable {
    case diskFull
    case quotaReached
    case inputOutputError
    case flushFails
    case directoryFlushFails
    case renameFails

    /// Faults that strike while a switch is on.
    func faults(when armed: Switch) -> StorageFaults {
        var faults = StorageFaults()
        switch self {
        case .diskFull: faults.onWrite = { _, _ in armed.isOn ? .failure(ENOSPC) : nil }
        case .quotaReached: faults.onWrite = { _, _ in armed.isOn ? .failure(EDQUOT) : nil }
        case .inputOutputError: faults.onWrite = { _, _ in armed.isOn ? .failure(EIO) : nil }
        case .flushFails: faults.onSynchronize = { _ in armed.isOn ? EIO : nil }
        case .directoryFlushFails:
            faults.onSynchronize = { path in armed.isOn && isDirectory(path) ? EIO : nil }
        case .renameFails: faults.onRename = { _ in armed.isOn ? ENOSPC : nil }
        }
        return faults
    }

    /// Whether an error is the one that this fault must lead to.
    func explains(_ error: StorageError) -> Bool {
        switch (self, error) {
        case (.diskFull, .full), (.quotaReached, .full), (.renameFails, .full): true
        case (.inputOutputError, .failed(_, "write", "Input/output error")): true
        case (.flushFails, .failed(_, "flush", "Input/output error")): true
        case (.directoryFlushFails, .failed(_, "flush", "Input/output error")): true
        default: false
        }
    }
}

func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
