public import Digests
public import JSON

/// What a run's randomness follows from, so that the solver has no free choice in it (rule T2).
public struct RunSeeds: Hashable, Sendable {
    /// Decides the initial state.
    public let initial: Digest
    /// Decides the order of the samples.
    public let order: Digest

    /// Seeds that are known already.
    public init(initial: Digest, order: Digest) {
        self.initial = initial
        self.order = order
    }

    /// The seeds of a task's run.
    ///
    /// The initial state follows from the task set, so that all tasks of a set start alike; the
    /// order follows from the task and the solver, so that no proof is of use to anyone else.
    ///
    /// - Parameters:
    ///   - taskSet: the task set, or the task itself when it stands alone.
    ///   - task: the task.
    ///   - solver: the solver's public key, 32 bytes.
    ///   - beacon: the start beacon (rule T3), which nobody could know before acceptance.
    public init(taskSet: Digest, task: Digest, solver: [UInt8], beacon: Digest) {
        var initial = DigestBuilder()
        initial.update(label: "assay/initial/v1")
        initial.update(taskSet)
        initial.update(beacon)
        var order = DigestBuilder()
        order.update(label: "assay/order/v1")
        order.update(task)
        order.update(solver)
        order.update(beacon)
        self.init(initial: initial.finalize(), order: order.finalize())
    }
}

extension RunSeeds: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue {
        ["initial": .string(initial.hex), "order": .string(order.hex)]
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        initial = try fields.required("initial").digest()
        order = try fields.required("order").digest()
        try fields.finish()
    }
}
