import JSON
import Ledger
import Network
import PluginKit

/// `ledger.verify`: checks every hash and signature again and recomputes the state.
struct LedgerVerify: Method {
    static let name = "ledger.verify"
    static let scheduling = Scheduling.long
    let facilities: Facilities

    func call(_ parameters: NoParameters, in context: CallContext) async throws -> JSONObject {
        let report = try await facilities.services.network.ledger.verify()
        return [
            "valid": .bool(report.isIntact),
            "entries": .count(report.entryCount),
            // Genesis is named by its hash and has no signature.
            "signatures": .count(max(0, report.entryCount - 1)),
            "stateHash": .optional(report.stateHash.map { .hash($0) }),
            "head": .optional(
                report.head.map { ["position": .count($0.position), "chain": .hash($0.chain)] }
            ),
            "fault": .optional(
                report.fault.map { fault in
                    [
                        "position": .count(fault.position),
                        "reason": .string("\(fault)"),
                    ]
                }
            ),
        ]
    }
}
