import Graphs
public import JSON

extension WorkSpecification: CanonicalDocument {
    /// This value as JSON.
    public var json: JSONValue {
        var object: JSONObject = [
            "batchSize": .integer(Int64(batchSize)),
            "checkpointInterval": .integer(Int64(checkpointInterval)),
            "dataset": dataset.json,
            "mode": .string(mode.rawValue),
            "model": model.json,
            "optimizer": optimizer.json,
            "steps": .integer(Int64(steps)),
            "version": .integer(Self.version),
        ]
        if batches > 1 { object["batches"] = .integer(Int64(batches)) }
        if let targetLoss { object["targetLoss"] = targetLoss.json }
        return .object(object)
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        _ = try fields.required("version").integer(in: Self.version...Self.version)
        let dataset: DatasetCommitment = try fields.required("dataset").decode()
        let model: Model = try fields.required("model").decode()
        let optimizer: Optimizer = try fields.required("optimizer").decode()
        let batchSize = try fields.required("batchSize").integer(in: 1...Self.batchSizeMax)
        let batches = try fields.optional("batches")?.integer(in: 1...Self.batchSizeMax) ?? 1
        let steps = try fields.required("steps").integer(in: 1...Self.stepsMax)
        let interval = try fields.required("checkpointInterval").integer(in: 1...Self.stepsMax)
        let targetLoss: DecimalNumber? =
            if let target = fields.optional("targetLoss") { try target.decode() } else { nil }
        let modeReader = try fields.required("mode")
        let modeName = try modeReader.string()
        guard let mode = Mode(rawValue: modeName) else {
            throw modeReader.failure(expected: "\"exact\" or \"tolerant\"", got: "\"\(modeName)\"")
        }
        try fields.finish()
        do {
            try self.init(
                model: model,
                dataset: dataset,
                optimizer: optimizer,
                batchSize: Int(batchSize),
                batches: Int(batches),
                steps: Int(steps),
                checkpointInterval: Int(interval),
                targetLoss: targetLoss,
                mode: mode
            )
        } catch {
            throw reader.failure(expected: "a sound specification", got: "one where \(error)")
        }
    }
}
