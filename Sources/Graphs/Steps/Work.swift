public import JSON

/// Work as it is charged: how much there is to do, or how much was done.
///
/// An estimate and a run's meter are both sums of the same line of the operator table, so a run
/// over all steps meters exactly what was estimated.
public struct Work: Hashable, Sendable {
    /// How often each operator is applied; operators that are not applied are missing.
    public private(set) var operations: [OperatorKind: Int64] = [:]
    /// Floating-point operations.
    public private(set) var flops: Int64 = 0
    /// Bytes read and written by the operators.
    public private(set) var bytes: Int64 = 0
    /// The bytes of memory that it takes on one thread.
    public package(set) var peakMemoryBytes: Int64 = 0
    /// The number of values that belong to the model.
    public package(set) var parameters: Int64 = 0

    /// No work.
    public init() {}

    /// More than can be counted.
    static var largest: Work {
        var work = Work()
        (work.flops, work.bytes) = (.max, .max)
        return work
    }

    /// Adds one application of an operator.
    package mutating func add(_ operation: OperatorKind, _ cost: OperatorCost) {
        operations[operation, default: 0] += 1
        flops = Self.sum(flops, cost.flops)
        bytes = Self.sum(bytes, cost.bytes)
    }

    /// The sum, or what is the most: a graph that a stranger describes may cost more than anybody
    /// can compute.
    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }

    /// This work and other work of the same graph, one after the other.
    public func followed(by other: Work) -> Work {
        var sum = self
        for (operation, count) in other.operations {
            sum.operations[operation, default: 0] += count
        }
        sum.flops = Self.sum(flops, other.flops)
        sum.bytes = Self.sum(bytes, other.bytes)
        sum.peakMemoryBytes = max(peakMemoryBytes, other.peakMemoryBytes)
        sum.parameters = max(parameters, other.parameters)
        return sum
    }

    /// This work, a number of times over; nothing when that does not fit into 63 bits.
    ///
    /// Memory and parameters stay what they are.
    public func repeated(_ times: Int64) -> Work? {
        var repeated = self
        let (flops, flopsOverflow) = self.flops.multipliedReportingOverflow(by: times)
        let (bytes, bytesOverflow) = self.bytes.multipliedReportingOverflow(by: times)
        guard !flopsOverflow, !bytesOverflow else { return nil }
        repeated.flops = flops
        repeated.bytes = bytes
        // An operator costs one byte and more, so counts are smaller than the bytes.
        repeated.operations = operations.mapValues { $0 * times }
        return repeated
    }
}

extension Work: JSONEncodable {
    /// This value as JSON.
    public var json: JSONValue {
        var counts = JSONObject()
        for operation in OperatorKind.allCases {
            guard let count = operations[operation] else { continue }
            counts[operation.rawValue] = .string("\(count)")
        }
        return [
            "bytes": .string("\(bytes)"),
            "flops": .string("\(flops)"),
            "operations": .object(counts),
            "parameters": .string("\(parameters)"),
            "peakMemoryBytes": .string("\(peakMemoryBytes)"),
        ]
    }
}

extension Work: JSONDecodable {
    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        bytes = try fields.required("bytes").decimal(in: 0...Int64.max)
        flops = try fields.required("flops").decimal(in: 0...Int64.max)
        var counts = try fields.required("operations").object()
        for operation in OperatorKind.allCases {
            guard let count = counts.optional(operation.rawValue) else { continue }
            operations[operation] = try count.decimal(in: 1...Int64.max)
        }
        try counts.finish()
        parameters = try fields.required("parameters").decimal(in: 0...Int64.max)
        peakMemoryBytes = try fields.required("peakMemoryBytes").decimal(in: 0...Int64.max)
        try fields.finish()
    }
}
