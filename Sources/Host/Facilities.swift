import JSONRPC
import Ledger
import PluginKit

/// What the host's own methods stand on.
struct Facilities: Sendable {
    let configuration: HostConfiguration
    let home: Home
    let keys: KeyStore
    let blobs: BlobStore
    let ledgerLimits: LedgerLimits
    let services: Services
    /// Tensors by name, hash or file.
    let tensors: TensorStore
    /// Who listens to what.
    let events: EventHub
    /// How calls are carried out.
    let conduct: CallConduct
    /// What is measured.
    let metrics: HostMetrics
    /// Who may do what.
    let access: AccessControl
    /// Begins the orderly end of the process.
    let stop: @Sendable (HostEnd) -> Void
}
