public import JSON

/// How long plugins may take, and how much they may do.
public struct PluginSettings: Hashable, Sendable {
    /// How long a plugin may take for each of `getmanifest` and `init`.
    public var handshake = Duration.seconds(20)
    /// How long a call may take that has no deadline of its own; nothing for as long as it likes.
    public var call: Duration? = .seconds(60)
    /// How long a plugin may think about a hook.
    public var hook = Duration.seconds(5)
    /// How long a plugin may take to end, first when its input is closed, then after SIGTERM.
    public var stop = Duration.seconds(5)
    /// How long the output of a process may stay open after it, or the other way round.
    public var linger = Duration.seconds(1)
    /// How long to wait before a crashed plugin is started again; doubled with each crash in a row.
    public var restartDelay = Duration.milliseconds(100)
    /// The longest wait before a crashed plugin is started again.
    public var restartDelayMax = Duration.seconds(30)
    /// How many crashes in a row bring a plugin into quarantine.
    public var crashCountMax = 5
    /// Who has run for this long begins a new row of crashes.
    public var stableAfter = Duration.seconds(60)

    /// Limits of the messages that plugins send.
    public var messageLimits = JSONLimits.standard
    /// How many lines of a plugin's standard error are kept.
    public let errorLineCountMax = 20
    /// The longest line of standard error that is kept whole, in bytes.
    public let errorLineByteCountMax = 1000
    /// The most calls that one plugin is to answer at once.
    public let callCountMax = 1024
    /// The most bytes that may wait for a plugin to read them, before calls to it are refused.
    public let unreadByteCountMax = 64 << 20
    /// The most bytes that may wait before notifications to the plugin are dropped.
    public let unreadNotificationByteCountMax = 4 << 20

    /// The defaults.
    public init() {}
}
