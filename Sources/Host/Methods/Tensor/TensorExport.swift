import JSON
import PluginKit
import Tensors

/// `tensor.export`: writes tensors to a file, or stores one as a blob.
struct TensorExport: Method {
    struct Parameters: JSONDecodable, Sendable {
        let tensors: [TensorReference]
        let path: String?
        let entry: String?
        let format: TensorFile.Format
        let compress: Bool
        let replace: Bool

        /// The formats that are written.
        private static let formats: [TensorFile.Format] = [.npy, .npz, .safetensors]

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            tensors = try Self.references(fields.required("tensors"))
            let pathReader = fields.optional("path")
            path = try pathReader?.string()
            let told = try fields.optionalTensorFormat("format", of: Self.formats)
            entry = try fields.optional("entry")?.string()
            let compressReader = fields.optional("compress")
            compress = try compressReader?.bool() ?? false
            replace = try fields.optional("replace")?.bool() ?? false
            try fields.finish()
            guard
                let format = told ?? path.flatMap(Self.format) ?? (path == nil ? .safetensors : nil)
            else {
                throw (pathReader ?? json).failure(
                    expected: "a name that ends in .npy, .npz or .safetensors, or \"format\"",
                    got: "\"\(path ?? "")\""
                )
            }
            guard !compress || format == .npz else {
                throw (compressReader ?? json).failure(
                    expected: "false, for only .npz files are packed",
                    got: "true"
                )
            }
            self.format = format
        }

        private static func references(
            _ reader: JSONReader
        ) throws(JSONDecodingError) -> [TensorReference] {
            guard reader.value.array != nil else { return [try reader.asTensorReference()] }
            var references: [TensorReference] = []
            for element in try reader.elements(count: 1...1000) {
                references.append(try element.asTensorReference())
            }
            return references
        }

        private static func format(ofFileNamed path: String) -> TensorFile.Format? {
            // Nothing is packed by gzip.
            guard let format = TensorFile.Format(ofFileNamed: path), !path.hasSuffix(".gz") else {
                return nil
            }
            return formats.contains(format) ? format : nil
        }
    }

    static let name = "tensor.export"
    static let scheduling = Scheduling.long
    let tensors: TensorStore

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let export = try await tensors.export(
            parameters.tensors,
            entry: parameters.entry,
            to: parameters.path,
            as: parameters.format,
            deflated: parameters.compress,
            replacing: parameters.replace
        )
        return [
            "path": .optional(parameters.path.map { .string($0) }),
            "blob": .optional(export.blob.map { .hash($0) }),
            "format": .string(parameters.format.rawValue),
            "byteCount": .count(export.byteCount),
            "count": .count(export.count),
        ]
    }
}
