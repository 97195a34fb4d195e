import Glibc

/// The directory in which a host keeps its log, blobs, keys and configuration.
///
/// A home has one writer: whoever holds a `Home` holds the lock on its `lock` file, and another
/// process is told who that is. The operating system drops the lock with the process, so a killed
/// host leaves nothing to clean up.
public final class Home: Sendable {
    /// The directory itself, without a trailing slash.
    public let path: String
    /// The host's configuration; this module neither reads nor writes it.
    public let configurationPath: String
    /// Where sockets and other things live that no restart needs.
    public let runPath: String

    /// The directory's mode when others than its owner may use it; nothing when it is private.
    ///
    /// It is not narrowed: a directory that somebody else made may be there for more than the home.
    public let exposedMode: Int?

    let directory: Directory
    let faults: StorageFaults
    private let lock: File

    /// The event log's file.
    public var logPath: String { directory.path(of: Self.logName) }
    /// The blob store's directory.
    public var blobsPath: String { "\(path)/blobs" }
    /// The key store's directory.
    public var keysPath: String { "\(path)/keys" }

    static let logName = "log.sqlite"
    /// What SQLite keeps beside the log while it is open, and after a crash: part of the log.
    static let logCompanionNames = ["-journal", "-wal", "-shm"].map { logName + $0 }

    /// Opens a home and takes its lock, making the directories (mode 0700) that are missing.
    ///
    /// - Throws: ``HomeError/inUse(path:processID:)`` when another host has it.
    public init(_ path: String, faults: StorageFaults = StorageFaults()) throws(HomeError) {
        var trimmed = path
        while trimmed.count > 1 && trimmed.last == "/" { trimmed.removeLast() }
        guard !trimmed.isEmpty else { throw .emptyPath }
        self.path = trimmed
        self.faults = faults
        configurationPath = "\(trimmed)/config.json"
        runPath = "\(trimmed)/run"
        do throws(StorageError) {
            directory = try Directory(trimmed, faults: faults)
            _ = try Directory(runPath)
            lock = try File("\(trimmed)/lock", flags: O_RDWR | O_CREAT, mode: 0o600)
            let mode = try File(trimmed, flags: O_RDONLY | O_DIRECTORY).status().st_mode & 0o777
            exposedMode = mode & 0o077 == 0 ? nil : Int(mode)
        } catch {
            throw .storage(error)
        }
        try takeLock()
    }

    deinit { lock.unlock() }

    private func takeLock() throws(HomeError) {
        do throws(StorageError) {
            if try lock.lockExclusively() {
                try lock.replaceContents(with: Array("\(getpid())\n".utf8))
                return
            }
        } catch {
            throw .storage(error)
        }
        throw .inUse(path: path, processID: holder())
    }

    /// The process that wrote its number into the lock file, if it got that far.
    private func holder() -> Int? {
        do throws(StorageError) {
            let text = try [UInt8](filling: 20) { buffer throws(StorageError) in
                try lock.read(into: buffer)
            }
            return Int(String(decoding: text.prefix { $0 != 0x0A }, as: UTF8.self))
        } catch {
            // The number is a courtesy; that the home is taken is known without it.
            return nil
        }
    }
}

/// Why a home cannot be opened.
public enum HomeError: Error, Hashable, Sendable {
    /// The home's path is empty.
    case emptyPath
    /// Another process writes to this home; its process id, unless it is just starting.
    case inUse(path: String, processID: Int?)
    /// The home's directories or lock file cannot be made or read.
    case storage(StorageError)
}

extension HomeError: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .emptyPath:
            return "The home directory's path is empty; name a directory."
        case .inUse(let path, let processID):
            let holder = processID.map { "process \($0)" } ?? "another process"
            return "The home \(path) is in use by \(holder). Talk to that host, stop it, or choose "
                + "another home directory."
        case .storage(let error):
            return error.description
        }
    }
}
