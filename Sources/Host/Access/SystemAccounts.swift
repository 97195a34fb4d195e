import Access
import Glibc

/// The users and groups of this machine.
struct SystemAccounts: AccountDirectory {
    private static let byteCount = 1 << 16

    func user(named name: String) -> UInt32? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var text = [CChar](repeating: 0, count: Self.byteCount)
        let status = getpwnam_r(name, &entry, &text, text.count, &found)
        return status == 0 && found != nil ? entry.pw_uid : nil
    }

    func group(named name: String) -> UInt32? {
        var entry = Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        var text = [CChar](repeating: 0, count: Self.byteCount)
        let status = getgrnam_r(name, &entry, &text, text.count, &found)
        return status == 0 && found != nil ? entry.gr_gid : nil
    }
}
