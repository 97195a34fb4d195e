public import Digests
public import JSON
public import Training

/// Whose run of which task: what a proof is bound to, and what its seeds follow from.
public struct TaskBinding: Hashable, Sendable {
    /// The length of a solver's public key in bytes.
    public static let solverByteCount = 32

    /// The task.
    public let task: Digest
    /// The task set, or the task itself when it stands alone.
    public let taskSet: Digest
    /// The solver's public key.
    public let solver: [UInt8]
    /// The start beacon (rule T3).
    public let startBeacon: Digest

    /// A binding.
    ///
    /// - Parameter taskSet: the task set, or nothing for a task that stands alone.
    public init(task: Digest, taskSet: Digest? = nil, solver: [UInt8], startBeacon: Digest) {
        precondition(solver.count == Self.solverByteCount, "a solver is named by a 32-byte key")
        self.task = task
        self.taskSet = taskSet ?? task
        self.solver = solver
        self.startBeacon = startBeacon
    }

    /// The seeds of the run.
    public var seeds: RunSeeds {
        RunSeeds(taskSet: taskSet, task: task, solver: solver, beacon: startBeacon)
    }
}

extension TaskBinding: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue {
        [
            "solver": .string(Hexadecimal.text(of: solver)),
            "startBeacon": .string(startBeacon.hex),
            "task": .string(task.hex),
            "taskSet": .string(taskSet.hex),
        ]
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        let solver = try fields.required("solver")
        guard let key = Hexadecimal.bytes(of: try solver.string()),
            key.count == Self.solverByteCount
        else {
            throw solver.failure(expected: "a public key as 64 lower-case hexadecimal digits")
        }
        let startBeacon = try fields.required("startBeacon").digest()
        let task = try fields.required("task").digest()
        let taskSet = try fields.required("taskSet").digest()
        try fields.finish()
        self.init(task: task, taskSet: taskSet, solver: key, startBeacon: startBeacon)
    }
}
