internal import Digests
internal import GRDB
internal import Network

/// What somebody wants appended, and who waits for the answer.
struct AppendRequest: Sendable {
    enum Proposal: Sendable {
        /// An event from outside, its signature verified.
        case append(VerifiedEvent)
        /// What participants of this home say, to be numbered and signed: all of it or nothing.
        case submit([Statement])
    }

    let proposal: Proposal
    let continuation: CheckedContinuation<Result<Receipt, LedgerError>, Never>
}

/// An event whose body is canonical and whose signature is its author's.
struct VerifiedEvent: Sendable {
    let event: SignedEvent
    let body: EventBody

    /// The largest event in bytes, far above what any kind of event needs.
    static let byteCountMax = 1 << 20

    /// Checks size, form and signature.
    init(_ event: SignedEvent, network: Digest) throws(LedgerError) {
        guard event.body.count <= Self.byteCountMax else {
            throw .eventTooLarge(byteCount: event.body.count, byteCountMax: Self.byteCountMax)
        }
        do throws(EventBodyError) {
            body = try EventBody(canonical: event.body)
        } catch {
            throw .malformedEvent(error)
        }
        let signed = EventBody.signingBytes(network: network, body: event.body)
        guard SigningKey.isValid(event.signature, of: signed, by: body.author) else {
            throw .invalidSignature(body.author)
        }
        self.event = event
    }

    /// Signs a body with its author's key.
    init(signing body: EventBody, with key: SigningKey, network: Digest) throws(LedgerError) {
        precondition(body.author == key.participant, "authors sign for themselves")
        let bytes = body.canonicalBytes()
        guard bytes.count <= Self.byteCountMax else {
            throw .eventTooLarge(byteCount: bytes.count, byteCountMax: Self.byteCountMax)
        }
        let signature = key.sign(EventBody.signingBytes(network: network, body: bytes))
        event = SignedEvent(body: bytes, signature: signature)
        self.body = body
    }
}

/// The work on one batch: a copy of the network that runs ahead of the disk, and the open
/// transaction that follows it.
struct LogWriter {
    private(set) var network: Network
    let database: Database

    /// Appends what is proposed, or says why not; throws when the transaction cannot go on.
    mutating func write(
        _ proposal: AppendRequest.Proposal
    ) throws -> Result<Receipt, LedgerError> {
        switch proposal {
        case .append(let signed):
            let id = signed.event.id
            if let position = try LogDatabase.position(of: id, in: database) {
                return .success(try receipt(of: id, at: position))
            }
            if let refusal = refusal(of: signed.body) { return .failure(.refused(refusal)) }
            return .success(try append(signed))
        case .submit(let statements):
            let signed: [VerifiedEvent]
            do throws(LedgerError) {
                signed = try sign(statements)
            } catch {
                return .failure(error)
            }
            var last: Receipt?
            for event in signed { last = try append(event) }
            guard let last else { preconditionFailure("a submission says something") }
            return .success(last)
        }
    }

    private func refusal(of body: EventBody) -> Refusal? {
        do throws(Refusal) {
            try network.check(body)
            return nil
        } catch {
            return error
        }
    }

    /// The statements as events that the rules take one after another; nothing is written yet, so
    /// a refusal of the last leaves nothing of the first behind.
    private func sign(_ statements: [Statement]) throws(LedgerError) -> [VerifiedEvent] {
        var ahead = network
        var signed: [VerifiedEvent] = []
        for statement in statements {
            let body = ahead.body(by: statement.key.participant, statement.payload)
            do throws(Refusal) {
                try ahead.check(body)
            } catch {
                throw .refused(error)
            }
            let event = try VerifiedEvent(signing: body, with: statement.key, network: network.id)
            signed.append(event)
            // Only what others are checked after needs to be applied here.
            guard signed.count < statements.count else { break }
            _ = ahead.append(LogEntry(appending: event.event, to: ahead.head), body: body)
        }
        return signed
    }

    private mutating func append(_ signed: VerifiedEvent) throws -> Receipt {
        let entry = LogEntry(appending: signed.event, to: network.head)
        guard case .applied(let effects) = network.append(entry, body: signed.body) else {
            preconditionFailure("the network applies every event that it has checked")
        }
        precondition(network.head == entry.head, "an applied event is the log's head")
        let stored = StoredEntry(entry, author: signed.body.author, sequence: signed.body.sequence)
        try LogDatabase.insert(stored, into: database)
        try LogDatabase.insert(effects, at: entry.position, into: database)
        return Receipt(
            position: entry.position,
            event: entry.event.id,
            chain: entry.chain,
            effects: effects
        )
    }

    /// The first answer to an event that is sent again.
    private func receipt(of event: Digest, at position: Position) throws -> Receipt {
        guard
            let entry = try LogDatabase.entries(from: position, count: 1, in: database).first
        else { throw LogFault(position: position, kind: .missing) }
        return Receipt(
            position: position,
            event: event,
            chain: entry.chain,
            effects: try LogDatabase.effects(at: position, in: database)
        )
    }
}
