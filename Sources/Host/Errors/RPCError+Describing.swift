import Access
import Aggregation
import Graphs
import JSON
package import JSONRPC
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
    package init(describing error: any Error) {
        switch error {
        case let error as RPCError: self = error
        case let error as JSONDecodingError: self.init(error)
        case is CancellationError: self.init(.cancelled)
        case let error as ServiceError: self.init(service: error)
        case let error as LedgerError: self.init(ledger: error)
        case let error as Refusal: self.init(refusal: error)
        case let error as GenesisError: self.init(.invalidGenesis, sentence(error))
        case let error as KeyStoreError: self.init(key: error)
        case let error as TokenError: self.init(token: error)
        case let error as BlobError: self.init(blob: error)
        case let error as StorageError: self.init(storage: error)
        case let error as HomeError: self.init(home: error)
        case let error as VerificationError: self.init(.checkpointCorrupt, sentence(error))
        case let error as ResumeError: self.init(.checkpointCorrupt, sentence(error))
        case let error as ProfileError: self.init(.invalidProof, sentence(error))
        case let error as DocumentError: self.init(.blobCorrupt, sentence(error))
        case let error as TrainingError: self.init(training: error)
        case let error as StateError: self.init(.checkpointCorrupt, sentence(error))
        case GraphEvaluationError.cancelled: self.init(.cancelled)
        case let error as GraphEvaluationError: self.init(evaluation: error)
        case let error as GraphError: self.init(graph: error)
        case let error as DatasetError: self.init(.invalidDataset, sentence(error))
        case DatasetReadingError.cancelled: self.init(.cancelled)
        case let error as DatasetReadingError: self.init(.invalidDataset, sentence(error))
        case let error as TensorError: self.init(tensor: error)
        case TensorFormatError.cancelled: self.init(.cancelled)
        case let error as TensorFormatError: self.init(tensorFormat: error)
        case let error as AggregationError: self.init(aggregation: error)
        case let error as ModelUpdateError: self.init(.shapeMismatch, sentence(error))
        case let error as JSONParseError: self.init(.blobCorrupt, sentence(error))
        default: self.init(.internalError)
        }
    }

    /// A limit of this host that is the same however often somebody tries.
    private init(limit: String, of most: Int64, _ error: some Error & CustomStringConvertible) {
        self.init(
            limit: limit,
            most: Int(clamping: most),
            message: sentence(error),
            isRetryable: false
        )
    }

    private init(graph error: GraphError) {
        if case .unboundedLoop = error {
            self.init(.unboundedGraph, sentence(error))
        } else {
            self.init(.invalidSpecification, sentence(error))
        }
    }

    private init(evaluation error: GraphEvaluationError) {
        switch error {
        case .memory(_, let limit): self.init(limit: "memoryBytesMax", of: limit, error)
        case .flops: self.init(limit: "evaluationFlopsMax", of: GraphEvaluation.flopsMax, error)
        default: self.init(.shapeMismatch, sentence(error))
        }
    }

    private init(tensorFormat error: TensorFormatError) {
        if case .elementTypeUnsupported = error {
            self.init(.unsupportedType, sentence(error))
        } else {
            self.init(.malformedTensorFile, sentence(error))
        }
    }

    private init(training error: TrainingError) {
        switch error {
        case .cancelled: self.init(.cancelled, sentence(error))
        case .otherDataset, .dataset: self.init(.invalidDataset, sentence(error))
        case .memory(_, let limit): self.init(limit: "memoryBytesMax", of: limit, error)
        case .flops: self.init(limit: "stepFlopsMax", of: Trainer.stepFlopsMax, error)
        case .notFinite: self.init(.notFinite, sentence(error))
        case .graph(let error): self.init(graph: error)
        case .state: self.init(.checkpointCorrupt, sentence(error))
        case .tensor(let error): self.init(tensor: error)
        }
    }

    private init(aggregation error: AggregationError) {
        switch error {
        case .cancelled: self.init(.cancelled)
        case .noUpdates, .noWeight: self.init(.nothingToAggregate, sentence(error))
        case .tooManyDropped(let dropped, let updates):
            self.init(
                .invalidParameters,
                "Invalid params: /trim: \(error)",
                pointer: "/trim",
                expected: "less than half of \(updates) contributions",
                got: "\(dropped)"
            )
        case .memory(_, let limit): self.init(limit: "memoryBytesMax", of: limit, error)
        case .notFinite: self.init(.notFinite, sentence(error))
        case .length, .sampleCount: self.init(.shapeMismatch, sentence(error))
        }
    }

    private init(tensor error: TensorError) {
        switch error {
        case .instructionSetUnavailable, .instructionSetUnknown:
            self.init(.instructionSetUnavailable, sentence(error))
        default: self.init(.shapeMismatch, sentence(error))
        }
    }
}

/// What an error says, as a sentence: modules begin theirs small, so that they can stand in others.
func sentence(_ error: some Error & CustomStringConvertible) -> String {
    let text = error.description
    let end = text.hasSuffix(".") ? "" : "."
    return text.prefix(1).uppercased() + text.dropFirst() + end
}
