import Access
import JSONRPC

/// Lets a plugin's calls be made as the plugin, where they do not say as whom.
struct PluginGate: Gate {
    let base: any Gate

    func admit(_ caller: Caller, to method: String) throws(RPCError) {
        try base.admit(caller, to: method)
    }

    func admit(_ caller: Caller, speaking method: String) throws(RPCError) {
        try base.admit(caller, speaking: method)
    }

    func holder(for caller: Caller) -> Holder {
        base.holder(for: caller)
    }

    func objection(to caller: Caller, calling method: String) -> RPCError? {
        base.objection(to: caller, calling: method)
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
