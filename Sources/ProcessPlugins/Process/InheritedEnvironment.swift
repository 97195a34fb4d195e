import Glibc

/// The environment that this process was started with.
///
/// Read from the kernel: the C library's own variable may change under a reader's hands. So what this
/// process takes out of its environment is still there, and left out here.
enum InheritedEnvironment {
    /// What a service manager says to the one process that it started: no plugin speaks for it.
    ///
    /// Source: sd_notify(3), sd_listen_fds(3), sd_watchdog_enabled(3).
    private static let personal: Set<Substring> = [
        "LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID", "NOTIFY_SOCKET", "WATCHDOG_PID",
        "WATCHDOG_USEC",
    ]

    /// The variables as `NAME=value`, without those given, which are put in their place.
    static func variables(overruledBy own: [String]) -> [String] {
        let names = personal.union(own.map { $0.prefix { $0 != "=" } })
        return all.filter { variable in !names.contains(variable.prefix { $0 != "=" }) } + own
    }

    private static let all: [String] = {
        let file = open("/proc/self/environ", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }()
}
