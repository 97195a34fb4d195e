import Glibc

/// The value of an environment variable; nothing when there is none or it is empty.
func environmentVariable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
}
