/// How long calls may take, how often they beat, and how many go on as jobs.
public struct TimeLimits: Sendable, Hashable {
    /// After how many milliseconds an ordered call is given up that says nothing itself.
    ///
    /// The longest of them let ten thousand periods pass, each flushed to the disk.
    public var deadlineOrderedMilliseconds = 300_000
    /// After how many milliseconds a long call is given up that says nothing itself: a day.
    public var deadlineLongMilliseconds = 86_400_000
    /// How long a call that was asked for progress may say nothing, in milliseconds.
    public var beatMilliseconds = 5000
    /// The most jobs at a time.
    public var jobsRunningMax = 64
    /// The most jobs at a time of one user who is not the host's owner.
    public var jobsPerUserMax = 16
    /// The most jobs of one user that are kept after their end.
    public var jobsKeptMax = 256
    /// For how many seconds a job is kept after its end.
    public var jobsKeptSeconds = 86_400

    /// The defaults.
    public init() {}
}
