/// Whose call a task works for: those who wait for computations have their turns one caller after
/// another.
public enum CallOrigin {
    /// The number of the caller's connection; 0 for the host itself.
    @TaskLocal public static var current: Int64 = 0
}
