import JSON
import Ledger
import Network
import PluginKit
import Tensors

/// `host.info`: which program this is, and what it runs on.
struct HostInfo: ControlMethod {
    static let name = "host.info"
    let facilities: Facilities

    func answer(_ parameters: NoParameters) throws -> JSONObject {
        let network = facilities.services.network
        let execution = facilities.configuration.execution
        return [
            "name": "assay",
            "version": .string(AssayVersion.current),
            "home": .string(facilities.home.path),
            "network": network.exists ? .hash(try network.state.id) : .null,
            "instructionSets": .array(
                InstructionSet.allCases.filter(\.isAvailable).map { .string($0.rawValue) }
            ),
            "instructionSet": .string(execution.instructionSet.rawValue),
            "threads": .count(execution.threads),
        ]
    }
}
