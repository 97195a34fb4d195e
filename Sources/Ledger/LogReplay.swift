internal import Digests
internal import Network

/// Folds stored entries into a network, checking on the way that each is what was appended.
struct LogReplay {
    private(set) var network: Network
    private(set) var voidCount = 0
    private let checksSignatures: Bool

    /// Begins with the entry at position 0.
    init(genesis stored: StoredEntry?, checksSignatures: Bool) throws(LogFault) {
        guard let stored, stored.position == 0 else { throw LogFault(position: 0, kind: .missing) }
        let genesis: Genesis
        do {
            genesis = try Genesis(canonical: stored.body)
        } catch {
            throw LogFault(position: 0, kind: .malformed("\(error)"))
        }
        network = Network(genesis: genesis)
        self.checksSignatures = checksSignatures
        guard network.head.chain.bytes == stored.chain else {
            throw LogFault(position: 0, kind: .chain)
        }
        let rest: [(name: String, isRight: Bool)] = [
            ("event", stored.event == network.id.bytes),
            ("signature", stored.signature.isEmpty),
            ("author", stored.author == nil),
            ("sequence", stored.sequence == nil),
        ]
        for column in rest where !column.isRight {
            throw LogFault(position: 0, kind: .column(column.name))
        }
    }

    /// Appends the next entry and returns what it did; nothing for one that is void.
    mutating func append(_ stored: StoredEntry) throws(LogFault) -> [Effect] {
        let event = SignedEvent(body: stored.body, signature: stored.signature)
        let entry = LogEntry(appending: event, to: network.head)
        guard stored.position == entry.position else {
            throw LogFault(position: entry.position, kind: .missing)
        }
        let body = try check(stored, against: entry)
        switch network.append(entry, body: body) {
        case .applied(let effects): return effects
        case .void, .duplicate:
            voidCount += 1
            return []
        }
    }

    /// What the entry says, once its columns, hashes and signature have been found right.
    private func check(
        _ stored: StoredEntry,
        against entry: LogEntry
    ) throws(LogFault) -> EventBody {
        func fault(_ kind: LogFault.Kind) -> LogFault {
            LogFault(position: entry.position, kind: kind)
        }
        guard stored.chain == entry.chain.bytes else { throw fault(.chain) }
        guard stored.event == entry.event.id.bytes else { throw fault(.column("event")) }
        let body: EventBody
        do throws(EventBodyError) {
            body = try EventBody(canonical: stored.body)
        } catch {
            throw fault(.malformed(error.description))
        }
        guard stored.author == body.author.bytes else { throw fault(.column("author")) }
        guard stored.sequence == body.sequence else { throw fault(.column("sequence")) }
        if checksSignatures {
            let signed = EventBody.signingBytes(network: network.id, body: stored.body)
            guard SigningKey.isValid(stored.signature, of: signed, by: body.author) else {
                throw fault(.signature)
            }
        }
        return body
    }
}
