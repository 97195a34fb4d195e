import Aggregation
import Graphs
import JSON
import JSONRPC
import Ledger
import Network
import PluginKit
import Proofs
import Tensors
import Training

extension RPCError {
    /// The one translation of whatever a method throws into the error table.
    ///
    /// A type that is missing here is a fault of ours: callers are told so, and nothing more.
    init(describing error: any Error) {
        switch error {
        case let error as RPCError: self = error
        case let error as JSONDecodingError: self.init(error)
        case is CancellationError: self.init(.cancelled)
        case let error as ServiceError: self.init(service: error)
        case let error as LedgerError: self.init(ledger: error)
        case let error as Refusal: self.init(refusal: error)
        case let error as GenesisError: self.init(.invalidGenesis, "\(error)")
        case let error as KeyStoreError: self.init(key: error)
        case let error as BlobError: self.init(blob: error)
        case let error as StorageError: self.init(storage: error)
        case let error as HomeError: self.init(home: error)
        case let error as VerificationError: self.init(.checkpointCorrupt, "\(error).")
        case let error as ResumeError: self.init(.checkpointCorrupt, "\(error).")
        case let error as ProfileError: self.init(.invalidProof, "\(error).")
        case let error as DocumentError: self.init(.blobCorrupt, "\(error).")
        case let error as TrainingError: self.init(training: error)
        case let error as StateError: self.init(.checkpointCorrupt, "\(error).")
        case let error as GraphError: self.init(.unboundedGraph, "\(error).")
        case let error as DatasetError: self.init(.invalidDataset, "\(error).")
        case let error as DatasetReadingError: self.init(.invalidDataset, "\(error).")
        case let error as TensorError: self.init(tensor: error)
        case let error as TensorFormatError: self.init(.malformedTensorFile, "\(error).")
        case let error as AggregationError: self.init(.shapeMismatch, "\(error).")
        case let error as ModelUpdateError: self.init(.shapeMismatch, "\(error).")
        case let error as JSONParseError: self.init(.blobCorrupt, "\(error).")
        default: self.init(.internalError)
        }
    }

    private init(training error: TrainingError) {
        switch error {
        case .cancelled: self.init(.cancelled, "\(error).")
        case .otherDataset, .dataset: self.init(.invalidDataset, "\(error).")
        case .memory: self.init(.limitExceeded, "\(error).")
        case .graph: self.init(.unboundedGraph, "\(error).")
        case .state: self.init(.checkpointCorrupt, "\(error).")
        case .tensor(let error): self.init(tensor: error)
        }
    }

    private init(tensor error: TensorError) {
        switch error {
        case .instructionSetUnavailable, .instructionSetUnknown:
            self.init(.instructionSetUnavailable, "\(error).")
        default: self.init(.shapeMismatch, "\(error).")
        }
    }
}
