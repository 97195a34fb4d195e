import Digests
import JSON
import Ledger
import PluginKit

/// `blob.put`: stores a file or a text under its SHA-256 digest.
struct BlobPut: Method {
    struct Parameters: JSONDecodable, Sendable {
        let source: Source

        enum Source {
            case path(String)
            case text(String)
        }

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            let path = try fields.optional("path")?.string()
            let text = try fields.optional("text")?.string()
            try fields.finish()
            switch (path, text) {
            case (let path?, nil): source = .path(path)
            case (nil, let text?): source = .text(text)
            case (nil, nil), (.some, .some):
                throw json.failure(expected: "either \"path\" or \"text\"")
            }
        }
    }

    static let name = "blob.put"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let blobs = facilities.blobs
        let blob: Digest
        switch parameters.source {
        case .path(let path):
            let file = try LocalFile(path)
            blob = try await Computation.run(in: .files) {
                try file.checkIsRegular()
                return try blobs.put(contentsOf: path)
            }
        case .text(let text):
            blob = try await Computation.run(in: .files) { try blobs.put(Array(text.utf8)) }
        }
        return ["blob": .hash(blob), "byteCount": try facilities.blobs.size(of: blob)]
    }
}
