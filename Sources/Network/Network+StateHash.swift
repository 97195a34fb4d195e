public import Digests

extension Network {
    /// A digest of the whole state, head included: the same for everybody who folded the same log.
    ///
    /// SHA-256 of the `head` and the ``contentHash`` in the encoding of ``StateEncoder``.
    ///
    /// - Complexity: O(state).
    public var stateHash: Digest {
        hash { encoder in
            try encoder.write(head)
            try encoder.write(contentHash)
        }
    }

    /// A digest of everything that events change, without the head: a refused event leaves it be.
    ///
    /// The network's id, the tick, its beacon and votes, the purses in their order, the tables in
    /// the order of their rows, the rosters and the waiting lists. Not in it is what follows from
    /// these (indices) or from the log up to the head, whose chain hash stands for it (older
    /// beacons, receipts, remembered heads).
    ///
    /// - Complexity: O(state).
    public var contentHash: Digest {
        hash { encoder in
            try encoder.write(id)
            try encoder.write(tick)
            try encoder.write(beacon)
            try encoder.write(tickVotes)
            try encoder.write(books.minted)
            for (purse, amount) in books.purses {
                try encoder.write(purse)
                try encoder.write(amount)
            }
            try encoder.write(participants)
            try encoder.write(blobs)
            try encoder.write(verifiers)
            try encoder.write(whistleblowers)
            try encoder.write(tasks)
            try encoder.write(challenges)
            try encoder.write(awaitingDraw)
            try encoder.write(awaitingAudit)
            try encoder.write(awaitingPanel)
            try encoder.write(rounds)
            try encoder.write(contributions)
            try encoder.write(claims)
        }
    }

    private func hash(_ write: (StateEncoder) throws -> Void) -> Digest {
        let sink = StateEncoder.Sink()
        do {
            try write(StateEncoder(sink: sink))
        } catch {
            // Only a type's own `encode` could throw, and none of ours does.
            preconditionFailure("the state could not be written: \(error)")
        }
        return sink.digest
    }
}
