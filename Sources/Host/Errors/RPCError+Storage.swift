import JSONRPC
import Ledger

extension RPCError {
    init(storage error: StorageError) {
        switch error {
        case .full: self.init(.storageFull, sentence(error))
        case .failed: self.init(.storageFailed, sentence(error))
        }
    }

    init(home error: HomeError) {
        switch error {
        case .emptyPath, .inUse: self.init(.homeLocked, sentence(error))
        case .storage(let error): self.init(storage: error)
        }
    }

    init(key error: KeyStoreError) {
        switch error {
        case .invalidName: self.init(.invalidParameters, sentence(error))
        case .unknown: self.init(.unknownIdentity, sentence(error))
        case .exists: self.init(.identityExists, sentence(error))
        case .exposed, .malformed: self.init(.storageFailed, sentence(error))
        case .storage(let error): self.init(storage: error)
        }
    }

    init(blob error: BlobError) {
        switch error {
        case .missing: self.init(.blobNotFound, sentence(error))
        case .corrupt: self.init(.blobCorrupt, sentence(error))
        case .tooLarge(_, let most):
            self.init(
                limit: "blobBytesMax",
                most: most,
                message: sentence(error),
                isRetryable: false
            )
        case .unreadableSource(.failed(let path, _, let reason)):
            self.init(.fileUnreadable, "The file \(path) cannot be used: \(reason).", got: path)
        case .unreadableSource(.full): self.init(.fileUnreadable, sentence(error))
        case .storage(let error): self.init(storage: error)
        }
    }

    init(ledger error: LedgerError) {
        switch error {
        case .networkExists, .remains: self.init(.networkExists, sentence(error))
        case .malformedEvent, .invalidSignature: self.init(.eventRefused, sentence(error))
        case .eventTooLarge(_, let most):
            self.init(
                limit: "eventBytesMax",
                most: most,
                message: sentence(error),
                isRetryable: false
            )
        case .overloaded(let most):
            self.init(
                limit: "appendsWaitingMax",
                most: most,
                message: sentence(error),
                isRetryable: true
            )
        case .refused(let refusal): self.init(refusal: refusal)
        case .cancelled: self.init(.cancelled, sentence(error))
        case .closed: self.init(.shuttingDown, sentence(error))
        case .unsupportedFormat, .damaged: self.init(.storageFailed, sentence(error))
        case .storage(let error): self.init(storage: error)
        }
    }
}
