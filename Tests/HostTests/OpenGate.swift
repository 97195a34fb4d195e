import Access
import Host
import JSONRPC

/// Everybody may call everything, as everybody of the host.
struct OpenGate: Gate {
    func admit(_ caller: Caller, to method: String) {}

    func admit(_ caller: Caller, speaking method: String) {}

    func holder(for caller: Caller) -> Holder { .owner }

    func objection(to caller: Caller, calling method: String) -> RPCError? { nil }

    func identity(
        _ requested: String?,
        for caller: Caller,
        calling method: String
    ) -> String? {
        requested
    }

    func permission(of caller: Caller) -> Permission { .owner }
}
