public import Digests
internal import GRDB
public import Network
internal import Synchronization

/// The event log of a home and the network that follows from it.
///
/// Callers append concurrently; one writer takes everything that waits, applies it to a working copy
/// of the network, commits it in one transaction with one flush of the disk, publishes the copy and
/// then answers. So an answered event is on the disk, and ``network`` never shows one that is not.
/// When a transaction fails, all its callers get the storage error and the working copy is dropped.
///
/// An event that breaks a rule is refused and not appended. (A log shared among hosts may hold such
/// events; folding finds them void.) Cancelling a task that waits for an append does not take the
/// event back.
public final class Ledger: Sendable {
    /// The home that the log is in; its lock is held as long as the ledger lives.
    public let home: Home
    /// The network's name: the digest of its genesis.
    public let networkID: Digest

    let database: LogDatabase
    private let published: Mutex<Network>
    private let queue: Mutex<AppendQueue<AppendRequest>>
    private let watchers = HeadWatchers()
    private let hashed = Mutex<(head: LogHead, hash: Digest)?>(nil)

    init(home: Home, database: LogDatabase, network: Network, limits: LedgerLimits) {
        self.home = home
        self.database = database
        networkID = network.id
        published = Mutex(network)
        queue = Mutex(
            AppendQueue(
                waitingCountMax: limits.waitingCountMax,
                batchCountMax: limits.batchCountMax
            )
        )
    }

    /// The network as the durable log has it: a value, which stays as it is while the log grows.
    public var network: Network { published.withLock { $0 } }

    /// The hash of a state of this ledger: that of the last one asked for is remembered, for it takes
    /// the whole state.
    public func stateHash(of state: Network) -> Digest {
        precondition(state.id == networkID, "the state is one of this ledger")
        if let known = hashed.withLock({ $0 }), known.head == state.head { return known.hash }
        let hash = state.stateHash
        hashed.withLock { $0 = (state.head, hash) }
        return hash
    }

    /// Appends an event that its author has signed; returns once the disk has it.
    ///
    /// An event that is in the log already is answered with its first position and effects (rule L1).
    /// Checks run in this order: size, canonical form, signature, repetition, the network's rules.
    public func append(_ event: SignedEvent) async throws(LedgerError) -> Receipt {
        let signed = try VerifiedEvent(event, network: networkID)
        return try await enqueue(.append(signed))
    }

    /// Signs what a participant says, as its next event, and appends it; returns once the disk has it.
    ///
    /// The writer numbers the events, so that callers may submit concurrently.
    public func submit(
        _ payload: Payload,
        as key: SigningKey
    ) async throws(LedgerError) -> Receipt {
        try await submit([Statement(payload, by: key)])
    }

    /// Signs what participants say, one after another, and appends all of it or nothing; returns the
    /// receipt of the last once the disk has them.
    public func submit(_ statements: [Statement]) async throws(LedgerError) -> Receipt {
        precondition(!statements.isEmpty, "a submission says something")
        return try await enqueue(.submit(statements))
    }

    /// The durable head of the log, now and whenever it has moved; ends when the ledger closes.
    ///
    /// A slow reader misses heads but no events: it reads the entries from where it was.
    public func heads() -> AsyncStream<LogHead> {
        watchers.add { network.head }
    }

    /// Takes no more events, waits for those that wait already, and closes the file.
    public func close() async throws(LedgerError) {
        queue.withLock { $0.close() }
        // The writer's queue is serial: when this block runs, those before it are done.
        await withCheckedContinuation { continuation in
            database.scheduleWrite { _ in continuation.resume() }
        }
        watchers.finish()
        try database.close()
    }
}

// The writer. Everything below `drain` runs on the database's serial writer queue.
extension Ledger {
    private func enqueue(_ proposal: AppendRequest.Proposal) async throws(LedgerError) -> Receipt {
        let result = await withCheckedContinuation { continuation in
            let request = AppendRequest(proposal: proposal, continuation: continuation)
            let refusal: LedgerError? = queue.withLock { queue in
                switch queue.add(request) {
                case .startWriter:
                    // Under the lock, so that closing cannot come between.
                    database.scheduleWrite { db in self.drain(into: db) }
                    return nil
                case .none: return nil
                case .refuse(let error): return error
                }
            }
            if let refusal { continuation.resume(returning: .failure(refusal)) }
        }
        return try result.get()
    }

    private func drain(into db: Database) {
        while let batch = queue.withLock({ $0.take() }) {
            let results = commit(batch, into: db)
            for (request, result) in zip(batch, results) {
                request.continuation.resume(returning: result)
            }
        }
    }

    /// Writes one batch in one transaction and returns the answers to its callers.
    private func commit(
        _ batch: [AppendRequest],
        into db: Database
    ) -> [Result<Receipt, LedgerError>] {
        let before = network
        var writer = LogWriter(network: before, database: db)
        var results: [Result<Receipt, LedgerError>] = []
        do {
            try db.inTransaction(.immediate) {
                for request in batch { results.append(try writer.write(request.proposal)) }
                if let fault = home.faults.onCommit?() { throw fault }
                return .commit
            }
        } catch {
            // Even a refusal may rest on an event of this batch that is not durable now.
            let failure = LogDatabase.translate(error, path: database.path, operation: "write")
            return batch.map { _ in .failure(failure) }
        }
        publish(writer.network, after: before)
        return results
    }

    private func publish(_ network: Network, after before: Network) {
        guard network.head.position > before.head.position else { return }
        published.withLock { $0 = network }
        watchers.announce(network.head)
    }
}
