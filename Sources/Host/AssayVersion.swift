/// The version of this program.
public enum AssayVersion {
    /// The version, as semver.org has it.
    public static let current = "0.1.0"
}
