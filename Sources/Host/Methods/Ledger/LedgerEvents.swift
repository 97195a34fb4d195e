import JSON
import Ledger
import Network
import PluginKit

/// `ledger.events`: the log, page by page.
struct LedgerEvents: Method {
    struct Parameters: JSONDecodable, Sendable {
        let from: Position
        let limit: Int

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            from = try fields.optionalInteger("from", in: 0...Int64.max) ?? 0
            limit = Int(try fields.optionalInteger("limit", in: 1...1000) ?? 100)
            try fields.finish()
        }
    }

    static let name = "ledger.events"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let ledger = try facilities.services.network.ledger
        let entries = try await ledger.entries(from: parameters.from, limit: parameters.limit)
        let isMore = entries.last.map { $0.position < ledger.network.head.position } ?? false
        let next = isMore ? entries.last.map { $0.position + 1 } : nil
        return [
            "events": .array(try entries.map { try describe($0) }),
            "next": .optional(next.map { .count($0) }),
        ]
    }

    private func describe(_ entry: LogEntry) throws -> JSONValue {
        // Genesis has no author: its fields are the genesis document itself.
        let body = try JSONValue(parsing: entry.event.body)
        let isGenesis = entry.position == 0
        return [
            "position": .count(entry.position),
            "event": .hash(entry.event.id),
            "author": isGenesis ? .null : .optional(body["author"]),
            "type": isGenesis ? "genesis" : .optional(body["type"]),
            "fields": isGenesis ? body : .optional(body["fields"]),
            "chain": .hash(entry.chain),
        ]
    }
}
