import Digests
import Reputation

// Who takes part, whose credits change hands, whose blobs may be cited.

extension Network {
    mutating func apply(_ join: ParticipantJoin, _ step: inout Transition) throws(Refusal) {
        try Self.requireName("name", join.name)
        guard participants[step.author] == nil else {
            throw Refusal(.already("the author has joined"), rule: nil)
        }
        addParticipant(step.author, name: join.name, reputation: nil, isFounder: false)
        let floor = Self.decimal(parameters.reputation.floor)
        step.note(
            "R1",
            [.participant(step.author)],
            "\(join.name) joins as user \(participants.count) with no credits and a reputation "
                + "of \(floor)"
        )
    }

    /// Adds a participant at the end of the order of joining.
    mutating func addParticipant(
        _ id: ParticipantID,
        name: String,
        reputation: ReputationUnits?,
        isFounder: Bool
    ) {
        participants[id] = ParticipantRecord(
            id: id,
            name: name,
            userID: Int64(participants.count) + 1,
            isFounder: isFounder,
            reputation: reputation ?? parameters.reputation.floor
        )
    }

    mutating func apply(_ transfer: CreditsTransfer, _ step: inout Transition) throws(Refusal) {
        guard transfer.amount > 0 else { throw Refusal(.mustBePositive("amount"), rule: "L4") }
        guard participants[transfer.target] != nil else {
            throw Refusal(.unknownParticipant(transfer.target), rule: nil)
        }
        guard transfer.target != step.author else {
            throw Refusal(.ownKey("to"), rule: "L4")
        }
        try pay(
            transfer.amount,
            from: .balance(step.author),
            to: .balance(transfer.target),
            rule: "L4",
            [.participant(step.author), .participant(transfer.target)],
            "\(name(step.author)) gives \(transfer.amount) credits to \(name(transfer.target))",
            &step
        )
    }

    mutating func apply(_ attestation: BlobAttest, _ step: inout Transition) throws(Refusal) {
        guard attestation.blobs.count <= BlobAttest.countMax else {
            throw Refusal(.tooMany("blobs", limit: Int64(BlobAttest.countMax)), rule: "L3")
        }
        guard genesis.custodians.contains(step.author) else {
            throw Refusal(.notInRole(.custodian), rule: "L3")
        }
        var added = 0
        for blob in attestation.blobs where blobs[blob] == nil {
            blobs[blob] = AttestedBlob(blob: blob, custodian: step.author)
            added += 1
        }
        step.note(
            "L3",
            [.participant(step.author)],
            "\(name(step.author)) attests \(attestation.blobs.count) blobs, \(added) of them new"
        )
    }
}
