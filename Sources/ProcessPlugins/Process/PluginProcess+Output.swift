import Glibc
import JSON
import JSONRPC
import NIOCore
import NIOPosix
import Synchronization

/// What the plugin says.
extension PluginProcess {
    func receive(_ item: PluginOutputReader.Item) {
        switch item {
        case .message(let value):
            // By JSON-RPC's rules an array is a batch.
            for value in value.array ?? [value] { receive(PluginMessage(value), value) }
        case .foreign(let words):
            observer.foreignOutput(words)
        case .excessive(let words):
            observer.foreignOutput(words)
            end(because: "sent a message that is too large")
        }
    }

    func receive(_ message: PluginMessage, _ value: JSONValue) {
        switch message {
        case .reply(let id, let result):
            if state.withLock({ $0.calls[id] == nil }) {
                // Answered twice, or after its deadline.
                observer.foreignOutput("an answer to call \(id), which is not open")
            }
            settle(id, result.mapError { Self.attributed($0, to: name) })
        case .notification(let method, let params):
            if let reporter = reporter(of: method, params) {
                reporter(method, params)
            } else {
                observer.notification(method, params)
            }
        case .call(let method, let id):
            let error = RPCError(
                .methodNotFound,
                "Call \(method) over the socket that init named, not over standard output."
            )
            send(["jsonrpc": "2.0", "id": id, "error": error.json])
        case .unknown:
            observer.foreignOutput(String(value.text.prefix(200)))
        }
    }

    /// An error of a plugin's, with the plugin's name beside its own data.
    static func attributed(_ error: RPCError, to name: String) -> RPCError {
        guard case .object(var data) = error.data else { return error }
        data["plugin"] = .string(name)
        return RPCError(code: error.code, message: error.message, data: .object(data))
    }

    /// Who waits for what a `progress` or `message` is about.
    func reporter(of method: String, _ params: JSONValue) -> Reporter? {
        guard method == "progress" || method == "message" else { return nil }
        guard let id = params["id"]?.integer else { return nil }
        return state.withLock { $0.calls[id]?.reporter }
    }
}
