package import Glibc

/// Why a socket cannot be served.
public enum SocketError: Error, Hashable, Sendable {
    /// The path is longer than the system's addresses are.
    case pathTooLong(String, byteCountMax: Int)
    /// Another process serves this path; its number, where it could be read.
    case inUse(String, processID: Int32?)
    /// Something that is no socket lies at the path, and is left alone.
    case notASocket(String)
    /// The file system keeps no modes, so that anybody could reach the socket.
    case exposed(String)
    /// What a service manager handed over cannot be served; the words say why.
    case notInherited(String)
    /// The system refused.
    case system(SystemError)
}

extension SocketError: CustomStringConvertible {
    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .pathTooLong(let path, let most):
            "the socket path \(path) is longer than \(most) bytes; choose a shorter one"
        case .inUse(let path, let process):
            "another process\(process.map { " (\($0))" } ?? "") serves \(path); "
                + "stop it or choose another path"
        case .notASocket(let path):
            "\(path) exists and is no socket; remove it or choose another path"
        case .exposed(let path):
            "the file system of \(path) keeps no modes, so that anybody could connect; "
                + "choose a path on another one"
        case .notInherited(let reason): "the socket of the service manager: \(reason)"
        case .system(let error): error.description
        }
    }
}

extension SocketError {
    /// What is wrong with the mode of a socket that was made for its owner alone, if anything is.
    ///
    /// Some file systems have one mode for all their files, whatever was asked for.
    package init?(mode: mode_t, of path: String) {
        guard mode & 0o077 != 0 else { return nil }
        self = .exposed(path)
    }
}

/// A listening socket in the file system, and the lock that keeps others from its path.
///
/// The lock is a file of its own beside the socket: a socket that a killed process left behind
/// cannot be told from a living one by looking, a lock can, because the system lets go of it. Only
/// who holds the lock may remove the socket.
struct SocketFile: ~Copyable {
    let path: String
    private let lock: Descriptor

    private let address: UnixAddress

    /// Locks a path and clears it of a socket that was left behind.
    init(at path: String) throws(SocketError) {
        guard let address = UnixAddress(path: path) else {
            throw .pathTooLong(path, byteCountMax: UnixAddress.byteCountMax)
        }
        let lock = try Self.lock(path)
        try Self.removeStale(path)
        self.address = address
        self.path = path
        self.lock = lock
    }

    // Closing alone does not, as long as a process that is just being started has the lock open, too.
    deinit { _ = flock(lock.number, LOCK_UN) }

    /// Binds and listens; the descriptor is to be closed by whoever takes it.
    ///
    /// The mode is set before the socket gets its name, so that nobody can ever connect whom
    /// `access` does not mean: it is the owner's alone until it has its group, and then its mode.
    borrowing func listen(for access: SocketAccess) throws(SocketError) -> CInt {
        let flags = CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
        let number = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | flags, 0)
        guard number >= 0 else { throw .system(SystemError("make a socket")) }
        let descriptor = Descriptor(owning: number)
        // On Linux the mode of the unbound socket becomes that of its file.
        guard fchmod(number, 0o600) == 0 else {
            throw .system(SystemError("restrict the socket \(path)"))
        }
        guard address.use({ Glibc.bind(number, $0, $1) }) == 0 else {
            throw .system(SystemError("bind the socket \(path)"))
        }
        guard Glibc.listen(number, SOMAXCONN) == 0 else {
            throw .system(SystemError("listen on the socket \(path)"))
        }
        var status = stat()
        guard lstat(path, &status) == 0 else {
            throw .system(SystemError("look at the socket \(path)"))
        }
        if let error = SocketError(mode: status.st_mode, of: path) { throw error }
        try open(to: access)
        return descriptor.release()
    }

    /// Gives the socket's file its group and mode.
    private borrowing func open(to access: SocketAccess) throws(SocketError) {
        if let group = access.groupID {
            guard lchown(path, uid_t.max, group) == 0 else {
                throw .system(SystemError("give the socket \(path) to group \(group)"))
            }
        }
        guard access.mode & 0o077 != 0 else { return }
        guard chmod(path, access.mode) == 0 else {
            throw .system(SystemError("open the socket \(path) to others"))
        }
    }

    /// Removes the socket and lets go of the lock.
    ///
    /// The lock's file stays: removing it would let two others lock two files of one name.
    consuming func remove() {
        unlink(path)
    }

    private static func lock(_ path: String) throws(SocketError) -> Descriptor {
        let lockPath = path + ".lock"
        let number = Glibc.open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { throw .system(SystemError("open the lock file \(lockPath)")) }
        let descriptor = Descriptor(owning: number)
        guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else {
                throw .system(SystemError("lock the file \(lockPath)"))
            }
            throw .inUse(path, processID: holder(number))
        }
        // Only for people and for the message above; the lock itself is the truth.
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(number, 0) == 0 { _ = pwrite(number, text, text.count, 0) }
        return descriptor
    }

    private static func holder(_ lock: CInt) -> Int32? {
        var text = [UInt8](repeating: 0, count: 16)
        let count = pread(lock, &text, text.count, 0)
        let digits = text.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }
        return Int32(String(decoding: digits, as: UTF8.self))
    }

    /// Removes a socket that a process left behind which is no more.
    private static func removeStale(_ path: String) throws(SocketError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }
        guard unlink(path) == 0 else {
            throw .system(SystemError("remove the stale socket \(path)"))
        }
    }
}
