import Access
import JSON
import Ledger
import PluginKit

/// `key.list`: the keys that calls to this host can act as.
struct KeyList: Method {
    static let name = "key.list"
    static let pagedList: String? = "keys"
    let facilities: Facilities

    func call(_ parameters: NoParameters, in context: CallContext) async throws -> JSONObject {
        var keys: [JSONValue] = []
        let permitted = Permission.current?.identities ?? .nothing
        for name in try facilities.keys.names() where permitted.contains(name) {
            let key = try facilities.keys.key(named: name)
            keys.append(["name": .string(name), "participant": .id(key.participant)])
        }
        return ["keys": .array(keys)]
    }
}
