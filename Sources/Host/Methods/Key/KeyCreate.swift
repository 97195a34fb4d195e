import JSON
import Ledger
import PluginKit

/// `key.create`: makes a signing key in this host's key store.
struct KeyCreate: Method {
    struct Parameters: JSONDecodable, Sendable {
        let name: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            name = try fields.required("name").string()
            try fields.finish()
        }
    }

    static let name = "key.create"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let key = try facilities.keys.create(parameters.name)
        return ["name": .string(key.name), "participant": .id(key.participant)]
    }
}
