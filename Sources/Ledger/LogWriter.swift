internal import Digests
internal import GRDB
internal import Network

/// What somebody wants appended, and who waits for the answer.
struct AppendRequest: Sendable {
    enum Proposal: Sendable {
        /// An event from outside, its signature verified.
        case append(VerifiedEvent)
        /// Something that a participant of this home says, to be numbered and signed.
        case submit(Payload, SigningKey)
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
        case .submit(let payload, let key):
            let body = EventBody(
                author: key.participant,
                sequence: (network.participants[key.participant]?.sequence ?? 0) + 1,
                seen: network.head,
                payload: payload
            )
            if let refusal = refusal(of: body) { return .failure(.refused(refusal)) }
            let signed: VerifiedEvent
            do throws(LedgerError) {
                signed = try VerifiedEvent(signing: body, with: key, network: network.id)
            } catch {
                return .failure(error)
            }
            return .success(try append(signed))
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
