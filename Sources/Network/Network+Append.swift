import Digests

extension Network {
    /// Says whether an event would be applied if it were appended now.
    ///
    /// A repeated event (rule L1) passes: appending it again answers with its first position.
    public func check(_ body: EventBody) throws(Refusal) {
        // What a tick's entry adds to the beacons does not decide whether it is applied.
        let entry = LogEntry(
            appending: SignedEvent(body: body.canonicalBytes(), signature: []),
            to: head
        )
        if try isRepeated(body, id: entry.event.id) != nil { return }
        var next = self
        var step = Transition(entry: entry, body: body)
        try next.apply(body, &step)
    }

    /// Appends an entry, whose body has been decoded and whose signature has been checked.
    ///
    /// The head always moves on to the entry. A refused event changes nothing else: the rules work
    /// on a copy. Only an entry that does not follow the head leaves the head, too, where it is.
    public mutating func append(_ entry: LogEntry, body: EventBody) -> Outcome {
        guard entry.position == head.position + 1, entry.previous == head.chain else {
            return .void(Refusal(.notNext(head: head), rule: "L1"))
        }
        defer { window.advance(to: entry.head) }
        do throws(Refusal) {
            if let first = try isRepeated(body, id: entry.event.id) { return .duplicate(first) }
            var next = self
            var step = Transition(entry: entry, body: body)
            try next.apply(body, &step)
            self = next
            return .applied(step.effects)
        } catch {
            return .void(error)
        }
    }

    /// The first position of an event that stands in the log already.
    private func isRepeated(_ body: EventBody, id: Digest) throws(Refusal) -> Position? {
        guard let participant = participants[body.author] else { return nil }
        guard body.sequence <= participant.sequence else { return nil }
        let receipt = receipts.receipt(of: body.author, sequence: body.sequence)
        if let receipt, receipt.event == id { return receipt.position }
        throw Refusal(.sequenceUsed(next: participant.sequence + 1), rule: "L1")
    }

    private mutating func apply(_ body: EventBody, _ step: inout Transition) throws(Refusal) {
        try checkAuthor(body)
        try window.check(body.seen)
        try apply(body.payload, &step)
        participants[body.author]?.sequence = body.sequence
        let receipt = Receipts.Receipt(
            event: step.event,
            position: step.position,
            sequence: body.sequence
        )
        receipts.add(receipt, of: body.author)
    }

    private func checkAuthor(_ body: EventBody) throws(Refusal) {
        let expected: Int64
        if let participant = participants[body.author] {
            expected = participant.sequence + 1
        } else {
            guard case .participantJoin = body.payload else {
                throw Refusal(.notJoined(body.author), rule: "L1")
            }
            expected = 1
        }
        guard body.sequence == expected else {
            throw Refusal(.wrongSequence(expected: expected, got: body.sequence), rule: "L1")
        }
    }

    private mutating func apply(_ payload: Payload, _ step: inout Transition) throws(Refusal) {
        switch payload {
        case .participantJoin(let fields): try apply(fields, &step)
        case .creditsTransfer(let fields): try apply(fields, &step)
        case .tick(let fields): try apply(fields, &step)
        case .blobAttest(let fields): try apply(fields, &step)
        case .taskSubmit(let fields): try apply(fields, &step)
        case .taskCancel(let fields): try apply(fields, &step)
        case .taskProfile(let fields): try apply(fields, &step)
        case .taskAccept(let fields): try apply(fields, &step)
        case .taskAbandon(let fields): try apply(fields, &step)
        case .proofAppend(let fields): try apply(fields, &step)
        case .forcedDesignate(let fields): try apply(fields, &step)
        case .forcedReveal(let fields): try apply(fields, &step)
        case .verifierEnlist(let fields): try apply(fields, &step)
        case .verifierWithdraw(let fields): try apply(fields, &step)
        case .whistleblowerEnlist(let fields): try apply(fields, &step)
        case .whistleblowerWithdraw(let fields): try apply(fields, &step)
        case .verdict(let fields): try apply(fields, &step)
        case .challengeCommit(let fields): try apply(fields, &step)
        case .challengeReveal(let fields): try apply(fields, &step)
        case .ruling(let fields): try apply(fields, &step)
        case .rulingAppeal(let fields): try apply(fields, &step)
        case .taskSettle(let fields): try apply(fields, &step)
        case .taskExpire(let fields): try apply(fields, &step)
        case .roundOpen(let fields): try apply(fields, &step)
        case .roundPublish(let fields): try apply(fields, &step)
        case .roundClose(let fields): try apply(fields, &step)
        case .contributionCommit(let fields): try apply(fields, &step)
        case .contributionReveal(let fields): try apply(fields, &step)
        case .claimFile(let fields): try apply(fields, &step)
        case .claimCosign(let fields): try apply(fields, &step)
        case .claimRuling(let fields): try apply(fields, &step)
        case .claimExpire(let fields): try apply(fields, &step)
        }
    }
}
