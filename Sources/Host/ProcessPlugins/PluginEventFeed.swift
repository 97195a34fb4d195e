import Digests
import JSON
import Ledger
import Logging
import Network
import PluginKit
import ProcessPlugins

/// Tells plugins of the events of the log, in its order, as they become durable.
struct PluginEventFeed: Sendable {
    let manager: PluginManager
    let network: NetworkService
    let logger: Logger

    /// Runs until its task is cancelled, or the ledger closes.
    func run() async {
        // What came before the host started is in the log for whoever wants it.
        let isNew = !network.exists
        for await ledger in network.created {
            var told = isNew ? -1 : ledger.network.head.position
            for await head in ledger.heads() {
                do {
                    try await tell(through: head.position, of: ledger, after: &told)
                } catch {
                    logger.error("plugins miss events", metadata: ["error": "\(error)"])
                    told = head.position
                }
            }
        }
    }

    private func tell(
        through last: Position,
        of ledger: Ledger,
        after told: inout Position
    ) async throws {
        while told < last {
            guard manager.hasListeners else {
                told = last
                return
            }
            let page = Int(min(last - told, Position(Ledger.pageCountMax)))
            let entries = try await ledger.recordedEntries(from: told + 1, limit: page)
            guard let newest = entries.last?.entry else { return }
            for entry in entries { try publish(entry) }
            told = newest.position
        }
    }

    private func publish(_ recorded: RecordedEntry) throws {
        let event = try Event(recorded)
        let entry = recorded.entry
        let body = try JSONValue(parsing: entry.event.body)
        // Genesis has no author: its fields are the genesis document itself.
        let isGenesis = entry.position == 0
        let payload: JSONValue = [
            "position": .count(entry.position),
            "event": .hash(entry.event.id),
            "author": isGenesis ? .null : .optional(body["author"]),
            "type": .string(event.kind),
            "fields": isGenesis ? body : .optional(body["fields"]),
            "subjects": .array(event.subjects.map(\.json)),
            "chain": .hash(entry.chain),
        ]
        var topics = EventTopic.allCases.filter { event.topics.contains($0) }.map(\.rawValue)
        // Beside the topics of `events.listen`: the type, and what stands before its dot.
        for name in [String(event.kind.prefix { $0 != "." }), event.kind]
        where !topics.contains(name) {
            topics.append(name)
        }
        manager.publish(payload, under: topics)
    }
}
