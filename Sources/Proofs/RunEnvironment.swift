public import JSON

/// On what a run was made: part of a machine class, for which thresholds hold.
public struct RunEnvironment: Hashable, Sendable {
    /// The longest name of an engine or an instruction set, in UTF-8 bytes.
    public static let nameByteCountMax = 64
    /// The most threads that a run can state.
    public static let threadsMax: Int64 = 1 << 16

    /// The name of the program that computed: `assay` for the built-in trainer.
    public let engine: String
    /// The instruction set, in the engine's words.
    public let instructionSet: String
    /// The number of threads.
    public let threads: Int
    /// Whether the order of sums was changed by a seed.
    public let isPerturbed: Bool

    /// An environment.
    public init(engine: String, instructionSet: String, threads: Int, isPerturbed: Bool) {
        self.engine = engine
        self.instructionSet = instructionSet
        self.threads = threads
        self.isPerturbed = isPerturbed
    }
}

extension RunEnvironment: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue {
        [
            "engine": .string(engine),
            "instructionSet": .string(instructionSet),
            "perturbed": .bool(isPerturbed),
            "threads": .integer(Int64(threads)),
        ]
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        func name(_ reader: JSONReader) throws(JSONDecodingError) -> String {
            let text = try reader.string()
            guard (1...Self.nameByteCountMax).contains(text.utf8.count) else {
                throw reader.failure(
                    expected: "a name of 1 to \(Self.nameByteCountMax) bytes",
                    got: "\(text.utf8.count) bytes"
                )
            }
            return text
        }
        var fields = try reader.object()
        engine = try name(fields.required("engine"))
        instructionSet = try name(fields.required("instructionSet"))
        isPerturbed = try fields.required("perturbed").bool()
        threads = Int(try fields.required("threads").integer(in: 1...Self.threadsMax))
        try fields.finish()
    }
}
