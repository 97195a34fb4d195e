import JSON
import PluginKit
import Training

/// `dataset.info`: what a stored data set holds, and its commitment.
struct DatasetInfo: Method {
    static let name = "dataset.info"
    static let scheduling = Scheduling.long
    let facilities: Facilities

    func call(_ parameters: BlobParameters, in context: CallContext) async throws -> JSONObject {
        let commitment = try await facilities.services.tensors.commitment(of: parameters.blob)
        return commitment.description
    }
}

extension DatasetCommitment {
    /// The commitment as methods answer it.
    var description: JSONObject {
        [
            "blob": .hash(blob),
            "root": .hash(root),
            "samples": .count(samples),
            "features": .count(features),
            "classes": .count(classes),
        ]
    }

    /// The commitment inside another answer.
    var described: JSONValue { .object(description) }
}
