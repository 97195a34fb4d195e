package import Access
package import JSONRPC

/// Who may call what, and as whom: asked before a call's parameters are looked at any further.
package protocol Gate: Sendable {
    /// Lets a caller call a method, or throws why not.
    func admit(_ caller: Caller, to method: String) throws(RPCError)

    /// Lets a caller say what is no method's name, such as a word of another protocol that this host
    /// knows, or throws why not; which methods it may call then is asked when it calls them.
    func admit(_ caller: Caller, speaking method: String) throws(RPCError)

    /// Who a caller is to what it leaves behind.
    func holder(for caller: Caller) -> Holder

    /// Why a caller may not call a method any more that it has called; nothing where it may. This
    /// does not count as a call.
    func objection(to caller: Caller, calling method: String) -> RPCError?

    /// The identity as which a call is made, or throws why it may not be that one.
    ///
    /// Asked only for methods that have the parameter `as`.
    ///
    /// - Parameter requested: what the caller named, or nothing.
    /// - Returns: the name in the key store, or nothing for the method's default.
    func identity(
        _ requested: String?,
        for caller: Caller,
        calling method: String
    ) throws(RPCError) -> String?

    /// What a call may do while it runs, as `Permission.current`.
    func permission(of caller: Caller) -> Permission
}
