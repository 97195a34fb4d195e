import Digests

/// One event on its way through the rules: where it stands, who says it, and what comes of it.
struct Transition {
    /// The event's digest, which names what it makes.
    let event: Digest
    /// The entry's place.
    let position: Position
    /// The entry's chain hash, the beacon if this entry completes a tick.
    let chain: Digest
    /// Who says it.
    let author: ParticipantID
    /// What has come of it so far.
    private(set) var effects: [Effect] = []

    init(entry: LogEntry, body: EventBody) {
        event = entry.event.id
        position = entry.position
        chain = entry.chain
        author = body.author
    }

    mutating func add(_ effect: Effect) { effects.append(effect) }

    /// Notes something that moved neither credits nor reputation.
    mutating func note(_ rule: String, _ subjects: [Subject], _ text: String) {
        effects.append(Effect(rule: rule, subjects: subjects, text: text))
    }
}
