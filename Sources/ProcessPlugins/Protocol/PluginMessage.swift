import JSON
import JSONRPC

/// What a plugin says, as far as it could be understood.
enum PluginMessage {
    /// The answer to a call of ours.
    case reply(Int64, Result<JSONValue, RPCError>)
    /// Something that is not answered.
    case notification(String, JSONValue)
    /// A call over standard output, where only we call.
    case call(String, id: JSONValue)
    /// None of these.
    case unknown

    init(_ value: JSONValue) {
        if let method = value["method"]?.string {
            if let id = value["id"] {
                self = .call(method, id: id)
            } else {
                self = .notification(method, value["params"] ?? [:])
            }
            return
        }
        guard let id = Self.number(value["id"]) else {
            self = .unknown
            return
        }
        if let error = value["error"], error != .null {
            self = .reply(id, .failure(Self.error(error)))
        } else if let result = value["result"] {
            self = .reply(id, .success(result))
        } else {
            self = .unknown
        }
    }

    /// Shells may hand an id back as a string.
    private static func number(_ id: JSONValue?) -> Int64? {
        id?.integer ?? id?.string.flatMap { Int64($0) }
    }

    /// The error in the plugin's own code and words; an error that is no error object is quoted.
    private static func error(_ value: JSONValue) -> RPCError {
        guard let code = value["code"]?.integer, let message = value["message"]?.string else {
            return RPCError(
                .pluginFailed,
                "The plugin answered with a malformed error.",
                got: String(value.text.prefix(200)),
                isRetryable: false
            )
        }
        let kind = ErrorCode(number: code)
        var data: JSONObject = ["reason": .string(kind.name.isEmpty ? "pluginError" : kind.name)]
        if case .object(let own) = value["data"] {
            for (name, value) in own { data[name] = value }
        } else if let own = value["data"], own != .null {
            data["value"] = own
        }
        if data["retryable"]?.bool == nil { data["retryable"] = false }
        return RPCError(code: kind, message: message, data: .object(data))
    }

    /// A message to a plugin: compact, and ended by an empty line as Core Lightning ends them.
    static func bytes(_ message: JSONObject) -> [UInt8] {
        JSONValue.object(message).serialized() + [0x0A, 0x0A]
    }
}
