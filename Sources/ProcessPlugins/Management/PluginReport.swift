/// What a plugin is doing.
public enum PluginPhase: String, Sendable, CaseIterable {
    /// It has not yet answered `getmanifest` and `init`.
    case starting
    case running
    /// It has crashed and is started again in a moment.
    case waiting
    /// It has crashed so often in a row that it is not started again by itself.
    case quarantined
    /// It was asked to end, and has not ended yet.
    case stopping
    case stopped
    /// It does not want to run.
    case disabled
    /// It could not be started.
    case failed
}

/// A plugin as `plugin.list` shows it.
public struct PluginReport: Sendable {
    /// The plugin's name.
    public let name: String
    /// The program.
    public let path: String
    /// What it is doing.
    public let phase: PluginPhase
    /// Why it is not running, if it is not.
    public let problem: String?
    /// The number of its process, if it has one.
    public let processID: Int32?
    /// What it announced; nothing before it has.
    public let manifest: ProcessManifest?
    /// How often it was started again after a crash.
    public let restartCount: Int
    /// How its last process ended.
    public let lastExit: ProcessExit?
    /// The last lines of its standard error.
    public let errorLines: [String]
}
