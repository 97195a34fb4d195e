import Digests
import JSON
import Ledger
import PluginKit

/// `blob.get`: writes a blob to a file, having checked that it is what its digest says.
struct BlobGet: Method {
    struct Parameters: JSONDecodable, Sendable {
        let blob: Digest
        let path: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            blob = try fields.digest("blob")
            path = try fields.required("path").string()
            try fields.finish()
        }
    }

    static let name = "blob.get"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let file = try LocalFile(parameters.path)
        let byteCount = try await Computation.run(in: .files) {
            let bytes = try facilities.blobs.get(parameters.blob)
            try Task.checkCancellation()
            try file.write(bytes)
            return bytes.count
        }
        return [
            "blob": .hash(parameters.blob),
            "byteCount": .count(byteCount),
            "path": .string(parameters.path),
        ]
    }
}
