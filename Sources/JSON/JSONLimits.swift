/// How much JSON one text may hold; a text beyond it is refused before it costs anything.
public struct JSONLimits: Hashable, Sendable {
    /// The most bytes that a text may have.
    public var byteCountMax: Int
    /// The most arrays and objects that may stand inside one another.
    ///
    /// libjansson itself stops at 2048, so a larger figure has no effect.
    public var depthMax: Int

    /// Limits of one's own.
    public init(byteCountMax: Int, depthMax: Int) {
        self.byteCountMax = byteCountMax
        self.depthMax = depthMax
    }

    /// 16 MiB, 256 levels: tensors travel by reference, so nothing honest comes near.
    public static let standard = JSONLimits(byteCountMax: 16 << 20, depthMax: 256)
}
