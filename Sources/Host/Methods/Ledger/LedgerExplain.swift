import Digests
import JSON
import Ledger
import Network
import PluginKit

/// `ledger.explain`: why somebody was paid, punished or refused: events, rules, arithmetic (rule L5).
struct LedgerExplain: Method {
    struct Parameters: JSONDecodable, Sendable {
        let topic: Topic

        enum Topic {
            case participant(String)
            case subject(Subject)
        }

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            let participant = try fields.optional("participant")?.string()
            let task: TaskID? = try fields.optionalID("task")
            let contribution: ContributionID? = try fields.optionalID("contribution")
            let round: RoundID? = try fields.optionalID("round")
            try fields.finish()
            let topics: [Topic?] = [
                participant.map { .participant($0) },
                task.map { .subject(.task($0)) },
                contribution.map { .subject(.contribution($0)) },
                round.map { .subject(.round($0)) },
            ]
            let given = topics.compactMap { $0 }
            guard given.count == 1, let topic = given.first else {
                throw json.failure(
                    expected: "exactly one of participant, task, contribution and round"
                )
            }
            self.topic = topic
        }
    }

    static let name = "ledger.explain"
    static let pagedList: String? = "entries"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let network = facilities.services.network
        let subject: Subject
        let participant: ParticipantID?
        switch parameters.topic {
        case .participant(let text):
            let id = try network.participant(text)
            (subject, participant) = (.participant(id), id)
        case .subject(let named):
            try network.check(named)
            (subject, participant) = (named, nil)
        }
        let effects = try await allEffects(on: subject)
        var entries: [JSONValue] = []
        var event: (id: Digest, type: String)?
        for recorded in effects {
            let type: String
            if let event, event.id == recorded.event {
                type = event.type
            } else {
                type = try await self.type(of: recorded)
                event = (recorded.event, type)
            }
            entries.append(describe(recorded, type: type, for: participant))
        }
        return ["entries": .array(entries)]
    }

    /// The ledger answers page by page; an explanation is whole.
    private func allEffects(on subject: Subject) async throws -> [RecordedEffect] {
        let ledger = try facilities.services.network.ledger
        var effects: [RecordedEffect] = []
        var position: Position = 0
        while true {
            let page = try await ledger.effects(on: subject, from: position)
            guard let last = page.last, page.count == Ledger.pageCountMax else {
                return effects + page
            }
            // The last event's effects may go on behind the page.
            effects += page.filter { $0.position < last.position }
            effects += try await ledger.effects(at: last.position)
                .filter { $0.subjects.contains(subject) }
                .map { RecordedEffect(position: last.position, event: last.event, effect: $0) }
            position = last.position + 1
        }
    }

    private func type(of recorded: RecordedEffect) async throws -> String {
        guard let entry = try await facilities.services.network.ledger.entry(of: recorded.event)
        else { return "genesis" }
        return try JSONValue(parsing: entry.event.body)["type"]?.string ?? "genesis"
    }

    private func describe(
        _ recorded: RecordedEffect,
        type: String,
        for participant: ParticipantID?
    ) -> JSONValue {
        let effect = recorded.effect
        var entry: JSONObject = [
            "position": .count(recorded.position),
            "event": .hash(recorded.event),
            "type": .string(type),
            "rule": .string(effect.rule),
            "text": .string(effect.text),
        ]
        guard let participant else { return .object(entry) }
        let moved = effect.credits.filter { $0.purse == .balance(participant) }
        if !moved.isEmpty { entry["credits"] = .count(moved.reduce(0) { $0 + $1.amount }) }
        if let change = effect.reputations.last(where: { $0.participant == participant }) {
            entry["reputation"] = .trillionths(change.after)
        }
        return .object(entry)
    }
}
