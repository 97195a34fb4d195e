public import Digests
public import JSON

/// How the results of a task are compared (rule V3).
public enum ReplayMode: String, CaseIterable, Hashable, Sendable, Encodable {
    /// Bit for bit: the threshold is zero.
    case exact
    /// Within a profiled threshold, over at most ten steps.
    case tolerant
}

/// An initial state inherited from the end of another task, together with its proof (rule T2).
public struct InheritedState: Hashable, Sendable, Encodable, JSONEncodable, JSONDecodable {
    /// The final checkpoint that the other task ended in.
    public let checkpoint: Digest
    /// The task whose paid proof led there.
    public let proofTask: TaskID

    /// The end of a paid task.
    public init(checkpoint: Digest, proofTask: TaskID) {
        self.checkpoint = checkpoint
        self.proofTask = proofTask
    }

    /// Reads the two names.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        checkpoint = try fields.digest("checkpoint")
        proofTask = try fields.value("proofTask")
        try fields.finish()
    }

    /// The two names.
    public var json: JSONValue { ["checkpoint": .hex(checkpoint), "proofTask": proofTask.json] }
}

/// `task.submit`: work is offered and its fee locked (rules T1, T2, L3).
public struct TaskSubmit: EventFields, Encodable {
    /// The event kind's word.
    public static let kind = "task.submit"
    /// The blob that holds graph, hyper-parameters and seeds.
    public let specification: Digest
    /// The dataset's blob.
    public let dataset: Digest
    /// The state to start from; nothing when it is derived from (task set, start beacon).
    public let initial: InheritedState?
    /// The larger workload that this task is a part of.
    public let taskSet: Digest?
    /// The number of training steps, the bound of the run.
    public let steps: Int64
    /// k, the number of steps from one checkpoint to the next.
    public let checkpointInterval: Int64
    /// Floating-point operations of one step, by the work estimate.
    public let flopsPerStep: Int64
    /// How results are compared.
    public let mode: ReplayMode
    /// The credits offered, at least the price of `steps`.
    public let fee: Credits

    /// An offer of work.
    public init(
        specification: Digest,
        dataset: Digest,
        initial: InheritedState? = nil,
        taskSet: Digest? = nil,
        steps: Int64,
        checkpointInterval: Int64,
        flopsPerStep: Int64,
        mode: ReplayMode,
        fee: Credits
    ) {
        self.specification = specification
        self.dataset = dataset
        self.initial = initial
        self.taskSet = taskSet
        self.steps = steps
        self.checkpointInterval = checkpointInterval
        self.flopsPerStep = flopsPerStep
        self.mode = mode
        self.fee = fee
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        specification = try fields.digest("specification")
        dataset = try fields.digest("dataset")
        initial = try fields.optionalValue("initial")
        taskSet = try fields.optionalDigest("taskSet")
        steps = try fields.decimal("steps")
        checkpointInterval = try fields.decimal("checkpointInterval")
        flopsPerStep = try fields.decimal("flopsPerStep")
        mode = try fields.word("mode")
        fee = try fields.decimal("fee")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "specification": .hex(specification),
            "dataset": .hex(dataset),
            "initial": .optional(initial),
            "taskSet": .hex(taskSet),
            "steps": .decimal(steps),
            "checkpointInterval": .decimal(checkpointInterval),
            "flopsPerStep": .decimal(flopsPerStep),
            "mode": .string(mode.rawValue),
            "fee": .decimal(fee),
        ]
    }
}

/// `task.cancel`: the submitter takes back a task that nobody has accepted.
public struct TaskCancel: TaskFields {
    /// The event kind's word.
    public static let kind = "task.cancel"
    /// The task.
    public let task: TaskID
    /// Takes back a task.
    public init(task: TaskID) { self.task = task }
}

/// `task.abandon`: the solver gives up, which costs what silence costs (rule T3).
public struct TaskAbandon: TaskFields {
    /// The event kind's word.
    public static let kind = "task.abandon"
    /// The task.
    public let task: TaskID
    /// Gives up a task.
    public init(task: TaskID) { self.task = task }
}

/// `task.settle`: anyone ends a task whose challenge window has closed.
public struct TaskSettle: EventFields {
    /// The event kind's word.
    public static let kind = "task.settle"
    /// The task.
    public let task: TaskID
    /// The secret of a solver who has sealed two results, 16 to 64 bytes; nothing for other tasks.
    ///
    /// By it all can see that the draw demanded no planted error (rule C3).
    public let secret: [UInt8]?

    /// Asks for settlement.
    public init(task: TaskID, secret: [UInt8]? = nil) {
        self.task = task
        self.secret = secret
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        task = try fields.value("task")
        secret = try fields.optional("secret")?.hexBytes(count: Commitments.saltByteCounts)
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        ["task": task.json, "secret": secret.map { .hex($0) } ?? .null]
    }
}

/// `task.expire`: anyone draws the consequence of a deadline that has passed (rule L2).
public struct TaskExpire: TaskFields {
    /// The event kind's word.
    public static let kind = "task.expire"
    /// The task.
    public let task: TaskID
    /// Points at a passed deadline.
    public init(task: TaskID) { self.task = task }
}

/// `task.profile`: an enlisted verifier's measured threshold for a task (rules T5, V3).
public struct TaskProfile: EventFields, Encodable {
    /// The event kind's word.
    public static let kind = "task.profile"
    /// The task.
    public let task: TaskID
    /// The largest distance that passes, x 10^-12; zero for an exact task.
    public let threshold: Int64
    /// The blob with the published samples.
    public let samples: Digest
    /// How many samples were measured.
    public let sampleCount: Int64
    /// The largest sample, x 10^-12.
    public let maximum: Int64
    /// The quantile that the safety factor was applied to, x 10^-12.
    public let quantile: Int64

    /// A measured threshold.
    public init(
        task: TaskID,
        threshold: Int64,
        samples: Digest,
        sampleCount: Int64,
        maximum: Int64,
        quantile: Int64
    ) {
        self.task = task
        self.threshold = threshold
        self.samples = samples
        self.sampleCount = sampleCount
        self.maximum = maximum
        self.quantile = quantile
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        task = try fields.value("task")
        threshold = try fields.decimal("threshold")
        samples = try fields.digest("samples")
        sampleCount = try fields.decimal("sampleCount")
        maximum = try fields.decimal("maximum")
        quantile = try fields.decimal("quantile")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "task": task.json,
            "threshold": .decimal(threshold),
            "samples": .hex(samples),
            "sampleCount": .decimal(sampleCount),
            "maximum": .decimal(maximum),
            "quantile": .decimal(quantile),
        ]
    }
}

/// `task.accept`: a solver takes the task and locks a deposit (rule T3).
public struct TaskAccept: EventFields {
    /// The event kind's word.
    public static let kind = "task.accept"
    /// The task.
    public let task: TaskID
    /// The credits locked, at least the genesis minimum.
    public let deposit: Credits
    /// SHA-256 of the solver's secret for forced errors (rule C3); nothing opts out.
    public let secretCommitment: Digest?

    /// A solver's acceptance.
    public init(task: TaskID, deposit: Credits, secretCommitment: Digest? = nil) {
        self.task = task
        self.deposit = deposit
        self.secretCommitment = secretCommitment
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        task = try fields.value("task")
        deposit = try fields.decimal("deposit")
        secretCommitment = try fields.optionalDigest("secretCommitment")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "task": task.json,
            "deposit": .decimal(deposit),
            "secretCommitment": .hex(secretCommitment),
        ]
    }
}

/// An event whose only field is a task.
public protocol TaskFields: EventFields {
    /// The task.
    var task: TaskID { get }
    /// Names a task.
    init(task: TaskID)
}

extension TaskFields {
    /// Reads the one field.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let task: TaskID = try fields.value("task")
        try fields.finish()
        self.init(task: task)
    }

    /// The one field.
    public var json: JSONValue { ["task": task.json] }
}
