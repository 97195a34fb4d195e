import JSON
import JSONRPC
import Ledger

/// The plugin over whose private socket a call came.
struct PluginCaller: Sendable {
    /// The plugin of the call that is being served; nothing for the calls of others.
    @TaskLocal static var current: PluginCaller?

    /// The plugin's name.
    let name: String
    /// Who the plugin is when it does not say as whom it calls.
    let identity: String?
}

/// Serves a plugin's private socket: the host's methods, under the plugin's own identity.
struct PluginServices: RequestHandler {
    let table: MethodTable
    let events: EventHub
    let plugin: String
    let keys: KeyStore

    func route(for method: String) -> Route? {
        switch table.route(to: method) {
        case nil: table.route(toUnknown: method)
        case .control(let body):
            .control { request, peer throws(RPCError) in
                try PluginCaller.$current.withValue(caller) {
                    Result { () throws(RPCError) in try body(request, peer) }
                }.get()
            }
        case .ordered(let body):
            .ordered { request, peer throws(RPCError) in
                try await run(body, request, peer).get()
            }
        case .long(let body):
            .long { request, peer throws(RPCError) in
                try await run(body, request, peer).get()
            }
        }
    }

    func connectionClosed(_ connection: ConnectionID) {
        events.connectionClosed(connection)
    }

    private func run(
        _ body: @Sendable (Request, Caller) async throws(RPCError) -> JSONValue,
        _ request: Request,
        _ peer: Caller
    ) async -> Result<JSONValue, RPCError> {
        await PluginCaller.$current.withValue(caller) {
            do throws(RPCError) {
                return .success(try await body(request, peer))
            } catch {
                return .failure(error)
            }
        }
    }

    /// The key named after the plugin if there is one; looked up anew, for it may be made later.
    private var caller: PluginCaller {
        let names: [String]
        do {
            names = try keys.names()
        } catch {
            // The call itself will meet the same fault and can say so.
            names = []
        }
        return PluginCaller(name: plugin, identity: names.contains(plugin) ? plugin : nil)
    }
}
