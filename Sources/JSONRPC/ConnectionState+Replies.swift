// Where replies go: into the line by themselves, or to those of the other requests of their batch.

import JSON

extension ConnectionState {
    /// Opens a batch of some entries, each of which is to be answered.
    mutating func openBatch(count: Int, framing: MessageFraming) -> Int64 {
        let number = nextNumber()
        let replies = [[UInt8]?](repeating: nil, count: count)
        batches[number] = Batch(framing: framing, replies: replies, openCount: count)
        return number
    }

    /// Why a request of a batch is not to be carried out: the replies to others are enough.
    func batchRefusal(at place: Place) -> RPCError? {
        let most = limits.batchReplyByteCountMax
        guard case .batch(let number, _) = place, let batch = batches[number],
            batch.byteCount > most
        else { return nil }
        return RPCError(
            limit: "batchReplyByteCount",
            most: most,
            message: "The replies to a batch may have at most \(most) bytes; this request was not "
                + "carried out. Send it by itself.",
            isRetryable: true
        )
    }

    /// Puts a reply in its place; a notification's place takes none.
    ///
    /// - Parameter actions: what is to be done once the reply is in line.
    mutating func answer(
        _ place: Place,
        _ reply: [UInt8]?,
        then actions: [@Sendable () -> Void] = []
    ) {
        guard phase != .closed else { return }
        switch place {
        case .single(let framing):
            if let reply { framing.append(reply, to: &output) }
            replied += actions
        case .batch(let number, let slot):
            guard var batch = batches.removeValue(forKey: number) else { return }
            precondition(batch.openCount > 0, "a batch that is complete has been sent")
            batch.replies[slot] = reply
            batch.byteCount += reply?.count ?? 0
            batch.openCount -= 1
            batch.afterReply += actions
            guard batch.openCount == 0 else {
                batches[number] = batch
                return
            }
            let replies = batch.replies.compactMap(\.self)
            if !replies.isEmpty { batch.framing.append(Reply.batch(replies), to: &output) }
            replied += batch.afterReply
        }
    }

    /// Takes what waited for replies that are in line now.
    mutating func takeReplied() -> [@Sendable () -> Void] {
        defer { replied = [] }
        return replied
    }
}
