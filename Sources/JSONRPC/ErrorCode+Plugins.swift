// 7xx: process plugins.
extension ErrorCode {
    /// The plugin that serves this ended, or closed its output, before it answered.
    public static let pluginFailed = ErrorCode(
        701,
        "pluginFailed",
        "The plugin that serves this ended, or closed its output, before it answered.",
        isRetryable: true
    )
    /// The plugin that serves this did not answer in time.
    public static let pluginTimedOut = ErrorCode(
        702,
        "pluginTimedOut",
        "The plugin that serves this did not answer in time.",
        isRetryable: true
    )
    /// The plugin cannot run here: it does not start, or what it announces cannot be granted.
    public static let pluginRefused = ErrorCode(
        703,
        "pluginRefused",
        "The plugin cannot run here: it does not start, or what it announces cannot be granted."
    )
    /// This host knows no process plugin of this name.
    public static let unknownPlugin = ErrorCode(
        704,
        "unknownPlugin",
        "This host knows no process plugin of this name."
    )
    /// A plugin that was asked beforehand does not let this happen.
    public static let hookRejected = ErrorCode(
        705,
        "hookRejected",
        "A plugin that was asked beforehand does not let this happen."
    )
    /// The plugin that serves this is not running now.
    public static let pluginUnavailable = ErrorCode(
        706,
        "pluginUnavailable",
        "The plugin that serves this is not running now.",
        isRetryable: true
    )

    static let pluginCodes = [
        ErrorCode.pluginFailed, .pluginTimedOut, .pluginRefused, .unknownPlugin, .hookRejected,
        .pluginUnavailable,
    ]
}
