import JSON
import JSONRPC

/// The Language Server Protocol's messages, as far as a server of commands needs them.
///
/// Source: Language Server Protocol Specification 3.17.
enum LanguageServer {
    /// What `initialize` is answered with: every method is a command.
    static func greeting(_ methods: [ServedMethod]) -> JSONObject {
        [
            "capabilities": [
                "executeCommandProvider": [
                    "commands": .array(methods.map { .string($0.name) }),
                    "workDoneProgress": true,
                ]
            ],
            "serverInfo": ["name": "assay", "version": .string(AssayVersion.current)],
        ]
    }

    /// What `workspace/executeCommand` asks for.
    struct Command {
        let name: String
        let params: JSONValue
        let progressToken: JSONValue?

        /// Reads a command: one argument that is an object has the parameters by name, any other
        /// arguments are the parameters in order.
        init(_ request: Request) throws(RPCError) {
            do {
                var fields = try request.reader.object()
                name = try fields.required("command").string()
                progressToken = fields.optional("workDoneToken")?.value
                let arguments = try fields.optional("arguments")?.elements().map(\.value) ?? []
                if arguments.count == 1, var named = arguments[0].object {
                    if let progressToken { named["progressToken"] = progressToken }
                    params = .object(named)
                } else {
                    params = .array(arguments)
                }
            } catch {
                throw RPCError(describing: error)
            }
        }
    }

    /// In reals, for a plugin may count as far as it likes.
    private static func percentage(_ step: Int64, of steps: Int64) -> Int64 {
        let share = Double(step) / Double(steps)
        return Int64(max(0, min(1, share)) * 100)
    }

    /// A report of progress in this protocol's form.
    static func report(_ value: JSONValue) -> JSONValue {
        var report: JSONObject = ["kind": "report"]
        if let step = value["step"]?.integer, let steps = value["steps"]?.integer, steps > 0 {
            report["percentage"] = .integer(percentage(step, of: steps))
            report["message"] = .string("\(step) of \(steps)")
        }
        if let message = value["message"] { report["message"] = message }
        return .object(report)
    }
}
