import Digests
public import JSON
public import Training

extension ThresholdProfile: CanonicalDocument {
    /// This value as JSON.
    public var json: JSONValue {
        [
            "beacon": .string(beacon.hex),
            "mode": .string(mode.rawValue),
            "samples": .array(samples.map(\.json)),
            "settings": settings.json,
            "specification": .string(specification.hex),
            "threshold": threshold.json,
            "version": .integer(Self.version),
        ]
    }

    /// Reads a profile; its threshold must follow from its samples.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        _ = try fields.required("version").integer(in: Self.version...Self.version)
        beacon = try fields.required("beacon").digest()
        let modeReader = try fields.required("mode")
        let modeName = try modeReader.string()
        guard let mode = WorkSpecification.Mode(rawValue: modeName) else {
            throw modeReader.failure(expected: "\"exact\" or \"tolerant\"", got: "\"\(modeName)\"")
        }
        self.mode = mode
        settings = try fields.required("settings").decode()
        let samplesMax = Int(Settings.countMax * Settings.countMax)
        let samples: [Sample] = try fields.required("samples").list(count: 1...samplesMax) {
            reader throws(JSONDecodingError) in try reader.decode()
        }
        self.samples = samples
        specification = try fields.required("specification").digest()
        let thresholdReader = try fields.required("threshold")
        threshold = try thresholdReader.decode()
        try fields.finish()
        let implied: PartsPerTrillion
        do {
            implied = try Self.threshold(from: samples, mode: mode, settings: settings)
        } catch {
            throw reader.failure(expected: "a sound profile", got: "one where \(error)")
        }
        guard threshold == implied else {
            throw thresholdReader.failure(
                expected: "\"\(implied.units)\", which follows from the samples",
                got: "\"\(threshold.units)\""
            )
        }
    }
}

extension ThresholdProfile.Settings: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue {
        [
            "quantilePerMille": .integer(Int64(quantilePerMille)),
            "repetitions": .integer(Int64(repetitions)),
            "safetyFactor": .integer(safetyFactor),
            "segments": .integer(Int64(segments)),
            "spanPerMille": .integer(Int64(spanPerMille)),
        ]
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        let quantile = try fields.required("quantilePerMille").integer(in: 1...1000)
        let repetitions = try fields.required("repetitions").integer(in: 1...Self.countMax)
        let factor = try fields.required("safetyFactor").integer(in: 1...Self.safetyFactorMax)
        let segments = try fields.required("segments").integer(in: 1...Self.countMax)
        let span = try fields.required("spanPerMille").integer(in: 1...1000)
        try fields.finish()
        self.init(
            segments: Int(segments),
            spanPerMille: Int(span),
            repetitions: Int(repetitions),
            quantilePerMille: Int(quantile),
            safetyFactor: factor
        )
    }
}

extension ThresholdProfile.Sample: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue {
        var object: JSONObject = [
            "error": error.json,
            "segment": .integer(Int64(segment)),
        ]
        switch variant {
        case .perturbation(let seed):
            object["perturbation"] = .string("\(Int64(bitPattern: seed))")
        case .execution(let instructionSet, let threads):
            object["instructionSet"] = .string(instructionSet)
            object["threads"] = .integer(Int64(threads))
        }
        return .object(object)
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        error = try fields.required("error").decode()
        segment = Int(
            try fields.required("segment").integer(
                in: 0...ThresholdProfile.Settings.countMax
            )
        )
        if let seed = fields.optional("perturbation") {
            variant = .perturbation(seed: UInt64(bitPattern: try seed.decimal()))
        } else {
            let set = try fields.required("instructionSet")
            let name = try set.string()
            guard (1...RunEnvironment.nameByteCountMax).contains(name.utf8.count) else {
                throw set.failure(expected: "the name of an instruction set")
            }
            let threads = try fields.required("threads").integer(in: 1...RunEnvironment.threadsMax)
            variant = .execution(instructionSet: name, threads: Int(threads))
        }
        try fields.finish()
    }
}
