import JSONRPC
import Ledger

extension RPCError {
    init(storage error: StorageError) {
        switch error {
        case .full: self.init(.storageFull, "\(error)")
        case .failed: self.init(.storageFailed, "\(error)")
        }
    }

    init(home error: HomeError) {
        switch error {
        case .emptyPath, .inUse: self.init(.homeLocked, "\(error)")
        case .storage(let error): self.init(storage: error)
        }
    }

    init(key error: KeyStoreError) {
        switch error {
        case .invalidName: self.init(.invalidParameters, "\(error)")
        case .unknown: self.init(.unknownIdentity, "\(error)")
        case .exists: self.init(.identityExists, "\(error)")
        case .exposed, .malformed: self.init(.storageFailed, "\(error)")
        case .storage(let error): self.init(storage: error)
        }
    }

    init(blob error: BlobError) {
        switch error {
        case .missing: self.init(.blobNotFound, "\(error)")
        case .corrupt: self.init(.blobCorrupt, "\(error)")
        case .tooLarge: self.init(.limitExceeded, "\(error)")
        case .unreadableSource(.failed(let path, _, let reason)):
            self.init(.fileUnreadable, "The file \(path) cannot be used: \(reason).", got: path)
        case .unreadableSource(.full): self.init(.fileUnreadable, "\(error)")
        case .storage(let error): self.init(storage: error)
        }
    }

    init(ledger error: LedgerError) {
        switch error {
        case .networkExists: self.init(.networkExists, "\(error)")
        case .malformedEvent, .invalidSignature: self.init(.eventRefused, "\(error)")
        case .eventTooLarge, .overloaded: self.init(.limitExceeded, "\(error)")
        case .refused(let refusal): self.init(refusal: refusal)
        case .cancelled: self.init(.cancelled, "\(error)")
        case .closed: self.init(.shuttingDown, "\(error)")
        case .unsupportedFormat, .damaged: self.init(.storageFailed, "\(error)")
        case .storage(let error): self.init(storage: error)
        }
    }
}
