import JSON
import PluginKit
import Training

/// `dataset.register`: reads a data file, checks it, and stores it in its one canonical form.
struct DatasetRegister: Method {
    struct Parameters: JSONDecodable, Sendable {
        let source: DatasetSource

        /// Any that a data set may have.
        private static let columns = -Int64(Dataset.valuesMax)...Int64(Dataset.valuesMax)

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            let path = try fields.required("path").string()
            let labels = try fields.optional("labels")?.string()
            var format: DatasetSource.Format?
            if let reader = fields.optional("format") {
                format = DatasetSource.Format(rawValue: try reader.string())
                guard format != nil else {
                    throw reader.failure(expected: "csv, idx, npy, npz or safetensors")
                }
            }
            let scale = fields.optional("scale")
            let divisor = try scale?.number() ?? 1
            guard divisor > 0, divisor.isFinite else {
                throw (scale ?? json).failure(expected: "a number above zero", got: "\(divisor)")
            }
            let header = try fields.optional("header")?.bool()
            let labelColumn = try fields.optionalInteger("labelColumn", in: Self.columns).map {
                Int($0)
            }
            let featuresEntry = try fields.optional("featuresEntry")?.string()
            let labelsEntry = try fields.optional("labelsEntry")?.string()
            let train = try fields.optionalInteger("train", in: 1...Int64(Int32.max)).map {
                Int($0)
            }
            let seed = try fields.optionalInteger("seed", in: 0...Int64.max) ?? 0
            try fields.finish()
            source = DatasetSource(
                path: path,
                labels: labels,
                format: format,
                scale: divisor,
                header: header,
                labelColumn: labelColumn,
                featuresEntry: featuresEntry,
                labelsEntry: labelsEntry,
                trainCount: train,
                seed: UInt64(seed)
            )
        }
    }

    static let name = "dataset.register"
    static let scheduling = Scheduling.long
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let registered = try await facilities.services.tensors.register(parameters.source)
        return [
            "train": registered.train.described,
            "test": .optional(registered.test?.described),
        ]
    }
}
