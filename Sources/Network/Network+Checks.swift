import Digests

// The questions that the rules of several kinds of events ask.

extension Network {
    func task(_ id: TaskID) throws(Refusal) -> TaskRecord {
        guard let task = tasks[id] else { throw Refusal(.unknownTask(id), rule: nil) }
        return task
    }

    func requireAttested(_ blob: Digest) throws(Refusal) {
        guard blobs[blob] != nil else { throw Refusal(.blobNotAttested(blob), rule: "L3") }
    }

    func requireAttested(_ result: RunResult) throws(Refusal) {
        try requireAttested(result.proof)
        try requireAttested(result.finalCheckpoint)
    }

    func requireAttested(evidence: Digest?) throws(Refusal) {
        if let evidence { try requireAttested(evidence) }
    }

    /// Refuses before a tick.
    func requireTick(from first: Tick, rule: String) throws(Refusal) {
        guard tick >= first else {
            throw Refusal(.tooEarly(from: first, now: tick), rule: rule)
        }
    }

    /// Refuses after a tick; a deadline is the last tick at which something is in time.
    func requireTick(until last: Tick, rule: String) throws(Refusal) {
        guard tick <= last else {
            throw Refusal(.tooLate(until: last, now: tick), rule: rule)
        }
    }

    func requireDeposit(
        _ offered: Credits,
        minimum: Credits,
        of author: ParticipantID,
        rule: String
    ) throws(Refusal) {
        guard offered >= minimum, offered >= 0 else {
            throw Refusal(.depositTooSmall(minimum: minimum, offered: offered), rule: rule)
        }
        let purse = Purse.balance(author)
        guard books[purse] >= offered else {
            let reason = Refusal.Reason.insufficientCredits(
                purse: purse,
                needed: offered,
                available: books[purse]
            )
            throw Refusal(reason, rule: "L4")
        }
    }

    static func requireRange(
        _ field: String,
        _ value: Int64,
        in range: ClosedRange<Int64>,
        rule: String?
    ) throws(Refusal) {
        guard range.contains(value) else {
            let reason = Refusal.Reason.outOfRange(
                field: field,
                least: range.lowerBound,
                most: range.upperBound,
                got: value
            )
            throw Refusal(reason, rule: rule)
        }
    }

    static func requireName(_ field: String, _ text: String) throws(Refusal) {
        if let fault = TextLimits.fault(inName: text) {
            throw Refusal(.badText(field: field, fault: fault), rule: nil)
        }
    }

    static func requireSalt(_ field: String, _ salt: [UInt8]) throws(Refusal) {
        let range = Commitments.saltByteCounts
        try requireRange(
            "the byte count of \(field)",
            Int64(salt.count),
            in: Int64(range.lowerBound)...Int64(range.upperBound),
            rule: nil
        )
    }

    static func requireAscending(_ field: String, _ numbers: [Int64]) throws(Refusal) {
        for (number, next) in zip(numbers, numbers.dropFirst()) where next <= number {
            throw Refusal(.notAscending(field), rule: nil)
        }
    }
}

extension TaskPhase {
    /// The phase in a word, for sentences.
    public var name: String {
        switch self {
        case .profiling: "being profiled"
        case .open: "open"
        case .solving: "being solved"
        case .sealed: "sealed"
        case .verifying: "being verified"
        case .judged: "judged"
        case .closed: "closed"
        }
    }

    /// The refusal of what needs another phase.
    package func refusal(needs other: String, rule: String?) -> Refusal {
        Refusal(.wrongPhase(what: "the task", is: name, needs: other), rule: rule)
    }
}
