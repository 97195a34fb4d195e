import Glibc
import JSONRPC

/// Unix sockets as plain descriptors, for what passes bytes on without looking at them.
enum UnixSocket {
    static func connect(to path: String) throws(SessionError) -> CInt {
        let number = try open(path) { Glibc.connect($0, $1, $2) }
        return number
    }

    /// A socket that only its owner can reach.
    static func listen(at path: String) throws(SessionError) -> CInt {
        let number = try open(path) { number, address, length in
            guard fchmod(number, 0o600) == 0 else { return -1 }
            return bind(number, address, length)
        }
        guard Glibc.listen(number, SOMAXCONN) == 0 else { throw failure(path) }
        return number
    }

    /// The next connection, or nothing when the socket listens no more.
    static func accept(_ listener: CInt) -> CInt? {
        while true {
            let number = Glibc.accept(listener, nil, nil)
            if number >= 0 { return number }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    /// Writes all bytes; false when nobody takes them.
    static func write(_ bytes: ArraySlice<UInt8>, to number: CInt) -> Bool {
        var bytes = bytes
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }

    private static func open(
        _ path: String,
        _ begin: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) throws(SessionError) -> CInt {
        guard let address = UnixAddress(path: path) else {
            throw SessionError(description: "the socket path \(path) is too long")
        }
        let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        let number = socket(AF_UNIX, kind, 0)
        guard number >= 0 else { throw failure(path) }
        let status = address.use { begin(number, $0, $1) }
        guard status == 0 else {
            let error = failure(path)
            close(number)
            throw error
        }
        return number
    }

    private static func failure(_ path: String) -> SessionError {
        let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
        return SessionError(description: "the socket \(path): \(reason)", isAboutHost: true)
    }
}
