public import JSON
public import JSONRPC

/// What process plugins need of the host that they run in.
public protocol PluginHost: Sendable {
    /// Serves what a plugin announces, in the place of what it announced before.
    ///
    /// - Throws: `pluginRefused` when something in it cannot be granted, such as a name that is
    ///   taken; then nothing of it is served.
    func add(_ manifest: ProcessManifest, of plugin: String) throws(RPCError)

    /// Serves nothing of a plugin any more.
    func remove(_ plugin: String)

    /// Opens the private socket of a plugin; its path.
    func openSocket(for plugin: String) async throws(RPCError) -> String

    /// Closes the private socket of a plugin.
    func closeSocket(for plugin: String) async

    /// What `init` tells a plugin as its configuration, besides the socket.
    func configuration(for plugin: String) -> JSONObject
}
