public import Access
import Glibc
import JSON
import JSONRPC
import PluginKit
public import Tensors

/// How a host is set up: flags overrule the environment, which overrules the home's `config.json`.
public struct HostConfiguration: Sendable {
    /// The home directory.
    public var homePath: String
    /// How much callers may ask for.
    public var limits = HostLimits()
    /// Who may do what.
    public var access = AccessTable.ownerOnly
    /// How operators are carried out.
    public var execution: Execution
    /// The names of plugins that are switched off.
    public var disabledPlugins: Set<String> = []
    /// The processes that extend this host.
    public var processPlugins = PluginConfiguration()

    /// How long calls in flight may still take when the host is to end.
    public var grace = Duration.seconds(5)

    /// The defaults for a home, and on top of them what its `config.json` says if it has one.
    public init(homePath: String) throws(ConfigurationError) {
        self.homePath = homePath
        let path = "\(homePath)/config.json"
        let file = LocalFile(ofHost: path)
        do {
            execution = try Execution(instructionSet: .best, threads: Self.coreCount)
            if file.exists { try apply(JSONReader(JSONValue(parsing: file.read()))) }
        } catch let error as JSONDecodingError {
            throw ConfigurationError(path: path, reason: "\(error).")
        } catch {
            throw ConfigurationError(path: path, reason: RPCError(describing: error).message)
        }
    }

    /// Takes settings that overrule the file; one that is missing leaves what it says.
    public mutating func overrule(
        threads: Int?,
        instructionSet: String?
    ) throws(TensorError) {
        execution = try Execution(
            instructionSet: instructionSet.map { name throws(TensorError) in
                try InstructionSet.selected(by: name)
            } ?? execution.instructionSet,
            threads: threads ?? execution.threads
        )
    }

    /// The number of cores of this machine.
    private static var coreCount: Int {
        min(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), Execution.threadsMax)
    }

    /// Takes what a configuration file says; names that it leaves out stay as they are.
    ///
    /// - Throws: `JSONDecodingError` with a pointer to what is wrong.
    private mutating func apply(_ json: JSONReader) throws {
        var fields = try json.object()
        if let reader = fields.optional("limits") { try limits.apply(reader) }
        if let reader = fields.optional("processPlugins") {
            try processPlugins.apply(reader, home: homePath)
        }
        if let reader = fields.optional("access") {
            access = try AccessTable(json: reader, directory: SystemAccounts())
        }
        if let reader = fields.optional("plugins") {
            disabledPlugins = []
            var plugins = try reader.object()
            for name in MethodRegistry.pluginNames.sorted() {
                guard var plugin = try plugins.optional(name)?.object() else { continue }
                let isEnabled = try plugin.optional("enabled")?.bool() ?? true
                try plugin.finish()
                if !isEnabled { disabledPlugins.insert(name) }
            }
            try plugins.finish()
        }
        let threads =
            try fields.optional("threads")?
            .integer(in: 1...Int64(Execution.threadsMax)) ?? Int64(execution.threads)
        let instructionSet =
            if let name = try fields.optional("instructionSet")?.string() {
                try InstructionSet.selected(by: name)
            } else {
                execution.instructionSet
            }
        execution = try Execution(instructionSet: instructionSet, threads: Int(threads))
        try fields.finish()
    }
}

/// How much callers may ask for; what goes beyond is answered with an error that names the limit.
public struct HostLimits: Sendable {
    /// The longest message, in bytes.
    public var messageByteCountMax = 16 << 20
    /// The deepest nesting of arrays and objects.
    public var depthMax = 256
    /// The most requests in a batch.
    public var batchCountMax = 1000
    /// The most bytes of the replies to a batch before no more of it is carried out.
    public var batchReplyByteCountMax = 4 << 20
    /// The most calls of a connection that wait or run.
    public var callsInFlightMax = 1024
    /// After how many silent seconds a connection is closed; 0 is never.
    public var idleSecondsMax = 0
    /// The most connections.
    ///
    /// Below what a process may usually hold open (1024 descriptors), so that this limit is the one
    /// that is met and can be told.
    public var connectionCountMax = 512
    /// What listeners may ask for.
    public var events = EventLimits()
    /// How long calls may take, and what goes on as a job.
    public var time = TimeLimits()

    /// The defaults.
    public init() {}

    var connection: ConnectionLimits {
        ConnectionLimits(
            message: JSONLimits(byteCountMax: messageByteCountMax, depthMax: depthMax),
            batchCountMax: batchCountMax,
            batchReplyByteCountMax: batchReplyByteCountMax,
            callCountMax: callsInFlightMax,
            idleSecondsMax: idleSecondsMax > 0 ? idleSecondsMax : nil
        )
    }

    mutating func apply(_ json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        func read(
            _ name: String,
            into value: inout Int,
            from least: Int64 = 1
        ) throws(JSONDecodingError) {
            guard let reader = fields.optional(name) else { return }
            value = Int(try reader.integer(in: least...1 << 31))
        }
        try read("messageBytesMax", into: &messageByteCountMax)
        try read("depthMax", into: &depthMax)
        try read("batchCountMax", into: &batchCountMax)
        try read("batchReplyBytesMax", into: &batchReplyByteCountMax)
        try read("callsInFlightMax", into: &callsInFlightMax)
        try read("connectionsMax", into: &connectionCountMax)
        try read("idleSecondsMax", into: &idleSecondsMax, from: 0)
        try read("subscriptionsMax", into: &events.countMax)
        try read("eventsBehindMax", into: &events.behindMax)
        try read("eventBytesUnsentMax", into: &events.unsentByteCountMax)
        try read("deadlineOrderedMilliseconds", into: &time.deadlineOrderedMilliseconds)
        try read("deadlineLongMilliseconds", into: &time.deadlineLongMilliseconds)
        try read("beatMilliseconds", into: &time.beatMilliseconds)
        try read("jobsRunningMax", into: &time.jobsRunningMax)
        try read("jobsPerUserMax", into: &time.jobsPerUserMax)
        try read("jobsKeptMax", into: &time.jobsKeptMax)
        try read("jobsKeptSeconds", into: &time.jobsKeptSeconds)
        try fields.finish()
    }
}
