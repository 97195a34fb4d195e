package import Glibc

/// The address of a Unix socket.
package struct UnixAddress {
    /// The longest name.
    package static var byteCountMax: Int { MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1 }

    private var address = sockaddr_un()
    private let byteCount: socklen_t

    /// The address of a path; nothing when it is too long.
    package init?(path: String) {
        // The whole of the field, for one byte stays zero to end the string.
        self.init(Array(path.utf8), byteCount: MemoryLayout<sockaddr_un>.size)
    }

    /// The address of a name that is not in the file system; nothing when it is too long.
    package init?(abstract name: some StringProtocol) {
        guard let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) else { return nil }
        self.init([0] + name.utf8, byteCount: offset + 1 + name.utf8.count)
    }

    private init?(_ name: [UInt8], byteCount: Int) {
        guard name.count <= Self.byteCountMax else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        self.byteCount = socklen_t(byteCount)
    }

    /// Hands the address to a call of the system.
    package func use<Result>(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, byteCount) }
        }
    }
}
