import Glibc
import JSONRPC

/// The service manager that started this process and wants to know how it is.
///
/// Source: sd_notify(3). It is told by datagrams to a socket, so no library is needed.
struct ServiceManager: Sendable {
    private let path: String

    /// The manager, or nothing when there is none that waits to hear.
    ///
    /// Takes the word out of the environment, so that no library finds it. Plugins have an
    /// environment of their own.
    static func take() -> ServiceManager? {
        guard let value = getenv("NOTIFY_SOCKET") else { return nil }
        defer { unsetenv("NOTIFY_SOCKET") }
        let path = String(cString: value)
        // Only these two kinds of addresses exist on one machine.
        guard path.hasPrefix("/") || path.hasPrefix("@") else { return nil }
        return ServiceManager(path: path)
    }

    /// Callers can connect.
    func tellReady(serving place: String) {
        tell("READY=1\nSTATUS=Serving \(place)\nMAINPID=\(getpid())")
    }

    /// The process is about to end, in order.
    func tellStopping() {
        tell("STOPPING=1\nSTATUS=Answering the calls in flight")
    }

    /// A manager that does not listen is no reason not to serve, so failures are let pass.
    private func tell(_ state: String) {
        let flags = CInt(SOCK_CLOEXEC.rawValue)
        let number = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue) | flags, 0)
        guard number >= 0 else { return }
        defer { close(number) }
        let place =
            path.hasPrefix("@") ? UnixAddress(abstract: path.dropFirst()) : UnixAddress(path: path)
        guard let place else { return }
        let text = Array(state.utf8)
        _ = place.use { sendto(number, text, text.count, CInt(MSG_NOSIGNAL), $0, $1) }
    }
}
