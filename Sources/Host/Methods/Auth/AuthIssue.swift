import Access
import JSON
import JSONRPC

/// `auth.issue`: makes a token, which allows no more than whoever asks for it may.
struct AuthIssue: CallTarget {
    struct Parameters: JSONDecodable {
        let caveats: [Caveat]

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            var caveats: [Caveat] = []
            if let name = try fields.optional("identity")?.string() {
                guard (1...64).contains(name.utf8.count) else {
                    let expected = "a name of 1 to 64 bytes"
                    throw JSONDecodingError(pointer: "/identity", expected: expected, got: name)
                }
                caveats.append(.identity([name]))
            }
            if let roles = try fields.optional("roles")?.roleNames() {
                caveats.append(.roles(roles))
            }
            // Whoever hands a token on means the administrative methods only when naming them.
            let methods = try fields.optional("methods")?.methodPatterns() ?? [.ordinary]
            caveats.append(.methods(methods))
            if let reader = fields.optional("rate") { caveats.append(.rate(try reader.decode())) }
            if let moment = try fields.optional("expires")?.integer(in: 0...Int64.max) {
                caveats.append(.expires(moment))
            }
            try fields.finish()
            self.caveats = caveats
        }
    }

    static let name = "auth.issue"
    let access: AccessControl

    func check(_ params: JSONObject) throws {
        _ = try Parameters(json: JSONReader(.object(params)))
    }

    func run(_ call: PreparedCall) async throws -> JSONValue {
        let parameters = try Parameters(json: JSONReader(.object(call.params)))
        let token = try access.issue(parameters.caveats, by: call.caller)
        return [
            "token": .string(token.text),
            "id": .string(token.id),
            "caveats": .array(token.caveats.map(\.json)),
        ]
    }
}
