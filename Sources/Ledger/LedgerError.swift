public import Network

/// Why the ledger cannot be opened, or an event not be appended.
///
/// Nothing has changed when one of these is thrown.
public enum LedgerError: Error, Hashable, Sendable {
    /// The home has a network already.
    case networkExists(path: String)
    /// The home has files of a log whose main file is gone.
    case remains(path: String, names: [String])
    /// The event's body is not the canonical form of an event.
    case malformedEvent(EventBodyError)
    /// The event's body is larger than any event may be.
    case eventTooLarge(byteCount: Int, byteCountMax: Int)
    /// The event's signature was not made by its author's key for this network.
    case invalidSignature(ParticipantID)
    /// A rule of the network refuses the event.
    case refused(Refusal)
    /// More appends are waiting than the ledger takes.
    case overloaded(waitingCountMax: Int)
    /// The task that was reading the log was cancelled.
    case cancelled
    /// The ledger is closed, or closing.
    case closed
    /// The log's file is not what this version of the program writes.
    case unsupportedFormat(path: String, reason: String)
    /// The log on disk is damaged.
    case damaged(path: String, LogFault)
    /// The log cannot be read or written.
    case storage(StorageError)
}

extension LedgerError: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .networkExists(let path):
            "There is a network in \(path) already, and a log is never overwritten. Use it, or "
                + "choose another home directory."
        case .remains(let path, let names):
            "There are parts of a log in \(path): \(names.joined(separator: ", ")). They belong to a "
                + "log.sqlite that is not there any more and may hold its last events. Bring it back, "
                + "or move them to where it is now."
        case .malformedEvent(let error):
            error.description
        case .eventTooLarge(let byteCount, let byteCountMax):
            "An event may have at most \(byteCountMax) bytes, and this one has \(byteCount). Put "
                + "large content into a blob and name it by its hash."
        case .invalidSignature(let author):
            "The signature was not made by the key \(author) for this event on this network. Sign "
                + "with the author's key and check the network id."
        case .refused(let refusal):
            refusal.description
        case .overloaded(let waitingCountMax):
            "\(waitingCountMax) events are waiting to be written already. Send the request again "
                + "after some have been answered."
        case .cancelled:
            "The request was cancelled before the log was read."
        case .closed:
            "The host is shutting down and takes no more events. Send the request again after it "
                + "has restarted."
        case .unsupportedFormat(let path, let reason):
            "The log \(path) cannot be used: \(reason)"
        case .damaged(let path, let fault):
            "The log \(path) is damaged: \(fault). Stop the host and restore the home directory "
                + "from a backup or from another participant's log."
        case .storage(let error):
            error.description
        }
    }
}
