import Access
import JSONRPC

/// Lets a plugin's calls be made as the plugin, where they do not say as whom.
struct PluginGate: Gate {
    let base: any Gate

    func admit(_ caller: Caller, to method: String) throws(RPCError) {
        try base.admit(caller, to: method)
    }

    func identity(
        _ requested: String?,
        for caller: Caller,
        calling method: String
    ) throws(RPCError) -> String? {
        try base.identity(
            requested ?? PluginCaller.current?.identity,
            for: caller,
            calling: method
        )
    }

    func permission(of caller: Caller) -> Permission {
        base.permission(of: caller)
    }
}
