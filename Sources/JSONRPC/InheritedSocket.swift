import Glibc

/// A listening Unix socket that a service manager opened before it started this process.
///
/// Source: sd_listen_fds(3). The manager keeps the socket over restarts, so nobody who connects
/// meanwhile is turned away; its file, mode and owner are the manager's business.
public struct InheritedSocket: Sendable {
    /// Where the socket lies.
    public let path: String
    let number: CInt

    private static let firstNumber: CInt = 3

    /// The socket that was handed over, or nothing when the process was started in another way.
    ///
    /// Takes the words out of the environment, so that nobody finds them twice.
    public static func take() throws(SocketError) -> InheritedSocket? {
        let processID = variable("LISTEN_PID").flatMap { pid_t($0) }
        let count = variable("LISTEN_FDS").flatMap { Int($0) }
        for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) }
        guard let count, processID == getpid() else { return nil }
        guard count == 1 else {
            throw .notInherited("LISTEN_FDS hands over \(count) sockets where one can be served")
        }
        guard option(SO_ACCEPTCONN) == 1, option(SO_DOMAIN) == AF_UNIX,
            option(SO_TYPE) == CInt(SOCK_STREAM.rawValue)
        else {
            throw .notInherited("descriptor \(firstNumber) is no listening Unix stream socket")
        }
        // Programs that this process starts are not to have it too.
        _ = fcntl(firstNumber, F_SETFD, FD_CLOEXEC)
        return InheritedSocket(path: boundPath() ?? "an unnamed socket", number: firstNumber)
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    private static func option(_ name: CInt) -> CInt? {
        var value: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        guard getsockopt(firstNumber, SOL_SOCKET, name, &value, &length) == 0 else { return nil }
        return value
    }

    private static func boundPath() -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isKnown = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(firstNumber, $0, &length) == 0
            }
        }
        guard isKnown else { return nil }
        let path = withUnsafeBytes(of: &address.sun_path) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return path.isEmpty ? nil : path
    }
}
