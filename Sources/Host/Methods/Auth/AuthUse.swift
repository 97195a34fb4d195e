import JSON
import JSONRPC

/// `auth.use`: narrows this connection to what a token allows, for every request sent after it.
struct AuthUse: ControlTarget {
    static let name = "auth.use"
    let access: AccessControl
    let whoami: AuthWhoami

    func check(_ params: JSONObject) throws {
        _ = try token(in: params)
    }

    func answer(_ call: PreparedCall) throws -> JSONValue {
        try access.use(try token(in: call.params), by: call.caller)
        return .object(try whoami.description(of: call.caller))
    }

    private func token(in params: JSONObject) throws(JSONDecodingError) -> String {
        var fields = try JSONReader(.object(params)).object()
        let token = try fields.required("token").string()
        try fields.finish()
        return token
    }
}
