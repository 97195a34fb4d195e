import Digests
import JSON
import Ledger
import PluginKit

/// The parameters of methods that take a blob.
struct BlobParameters: JSONDecodable, Sendable {
    let blob: Digest

    init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        blob = try fields.digest("blob")
        try fields.finish()
    }
}

/// `blob.info`: how large a blob is, and the file that holds it.
struct BlobInfo: Method {
    static let name = "blob.info"
    let facilities: Facilities

    func call(_ parameters: BlobParameters, in context: CallContext) async throws -> JSONObject {
        [
            "blob": .hash(parameters.blob),
            "byteCount": try facilities.blobs.size(of: parameters.blob),
            "path": .string(facilities.blobs.path(of: parameters.blob)),
        ]
    }
}

extension BlobStore {
    /// The size of a blob that must be there.
    func size(of blob: Digest) throws -> JSONValue {
        guard let byteCount = try byteCount(of: blob) else { throw BlobError.missing(blob) }
        return .count(byteCount)
    }
}
