import JSON
import JSONRPC

/// The Model Context Protocol's messages, as far as a server with nothing but tools needs them.
///
/// Source: the protocol's specification, revisions 2024-11-05 to 2026-07-28.
enum ContextProtocol {
    /// Revisions that begin with `initialize`, the newest first.
    static let handshakeVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
    /// Revisions without a handshake, in which every request says its version.
    static let modernVersions = ["2026-07-28"]

    private static let instructions = """
        Assay lets people who do not trust one another train one model together. Tools are named \
        after the host's methods, solver_train for solver.train; host_help and ledger_explain \
        explain. Time passes only by ledger_tick.
        """

    private static let server: JSONValue = [
        "name": "assay", "title": "Assay", "version": .string(AssayVersion.current),
    ]

    private static let capabilities: JSONValue = ["tools": ["listChanged": false]]

    /// What `initialize` is answered with: the client's version where we speak it, or our newest.
    static func greeting(for version: String) -> JSONObject {
        [
            "protocolVersion": .string(
                handshakeVersions.contains(version) ? version : handshakeVersions[0]
            ),
            "capabilities": capabilities,
            "serverInfo": server,
            "instructions": .string(instructions),
        ]
    }

    /// What `server/discover` is answered with.
    static let discovery: JSONObject = [
        "supportedVersions": .array(modernVersions.map { .string($0) }),
        "capabilities": capabilities,
        "instructions": .string(instructions),
        "_meta": ["io.modelcontextprotocol/serverInfo": server],
    ]

    /// Which kind of revision a request is of, which says what a result must have besides.
    enum Revision {
        case handshake
        case modern

        /// Reads the version that a request of the newer revisions carries in `_meta`.
        init(of request: Request) throws(RPCError) {
            guard let stated = request.params?["_meta"]?["io.modelcontextprotocol/protocolVersion"]
            else {
                self = .handshake
                return
            }
            guard let version = stated.string, modernVersions.contains(version) else {
                throw RPCError(
                    .unsupportedProtocolVersion,
                    details: [
                        "supported": .array(modernVersions.map { .string($0) }),
                        "requested": stated,
                    ]
                )
            }
            self = .modern
        }

        /// A result that needs no further request.
        func complete(_ result: JSONObject) -> JSONObject {
            guard case .modern = self else { return result }
            var result = result
            result["resultType"] = "complete"
            return result
        }

        /// A result that the client may keep, which here it had better not: methods come and go, and
        /// who may call what differs.
        func cacheable(_ result: JSONObject) -> JSONObject {
            guard case .modern = self else { return result }
            var result = complete(result)
            result["ttlMs"] = 0
            result["cacheScope"] = "private"
            return result
        }
    }

    /// What `tools/call` asks for.
    struct ToolCall {
        let tool: String
        let params: JSONValue

        init(_ request: Request) throws(RPCError) {
            do {
                var fields = try request.reader.object()
                tool = try fields.required("name").string()
                var arguments = JSONObject()
                if let reader = fields.optional("arguments") {
                    guard let object = reader.value.object else {
                        throw reader.failure(expected: "an object")
                    }
                    arguments = object
                }
                if let token = request.params?["_meta"]?["progressToken"] {
                    arguments["progressToken"] = token
                }
                params = .object(arguments)
            } catch {
                throw RPCError(describing: error)
            }
        }
    }

    /// A tool's result: as data, and as text for models that read nothing else.
    static func result(_ value: JSONValue) -> JSONObject {
        var result: JSONObject = ["content": [["type": "text", "text": .string(value.text)]]]
        // The protocol has only objects here; a plugin may answer anything.
        if value.object != nil { result["structuredContent"] = value }
        result["isError"] = false
        return result
    }

    /// A tool's failure, in words and with what a program can act on.
    static func failure(_ error: RPCError) -> JSONObject {
        let details = error.data.map { "\n\($0.text)" } ?? ""
        let text = "Error \(error.code.number): \(error.message)\(details)"
        return ["content": [["type": "text", "text": .string(text)]], "isError": true]
    }
}
