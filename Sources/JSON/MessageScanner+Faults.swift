// Faults, and what is skipped after them.
extension MessageScanner {
    /// A byte that cannot stand where it does.
    mutating func unexpected(at place: Int) -> Step {
        let byte = buffer[place]
        let reason = MessageFault.Reason.unexpected(byte, at: place - start)
        if byte.isOpening || byte.isLetter, isFirstOfLaterLine(place) {
            return fault(reason, .bare(newlineFollowed: true), resumeAt: place)
        }
        index = place
        return skipLine(reason)
    }

    /// Whether only blanks stand between a byte and a newline of the same message.
    private func isFirstOfLaterLine(_ place: Int) -> Bool {
        let before = buffer[start..<place]
        guard let last = before.lastIndex(where: { !$0.isBlank }) else { return false }
        return before[last...].contains(UInt8(ascii: "\n"))
    }

    mutating func fault(
        _ reason: MessageFault.Reason,
        _ framing: MessageFraming,
        resumeAt place: Int
    ) -> Step {
        restart(at: place)
        return .found(.fault(MessageFault(reason: reason, framing: framing)))
    }

    mutating func skipLine(_ reason: MessageFault.Reason) -> Step {
        state = .skippingLine
        let newlineFollowed = buffer[index...].contains(UInt8(ascii: "\n"))
        let framing = MessageFraming.bare(newlineFollowed: newlineFollowed)
        return .found(.fault(MessageFault(reason: reason, framing: framing)))
    }

    mutating func skipLine() -> Step {
        let newline = buffer[index...].firstIndex(of: UInt8(ascii: "\n"))
        guard let newline else { return waitSkipping() }
        restart(at: newline + 1)
        return .proceed
    }

    mutating func skipValue(from place: Int, _ reason: MessageFault.Reason) -> Step {
        index = place
        let isTooDeep = reason == .tooDeep(depthMax: limits.depthMax)
        state = .skippingValue(value.skipping(resumesAtLines: isTooDeep))
        let framing = MessageFraming.bare(newlineFollowed: true)
        return .found(.fault(MessageFault(reason: reason, framing: framing)))
    }

    mutating func skipValue(_ scanner: SkippingScanner) -> Step {
        var scanner = scanner
        let range = index..<buffer.count
        guard let end = buffer.withUnsafeBufferPointer({ scanner.scan($0, range) }) else {
            state = .skippingValue(scanner)
            return waitSkipping()
        }
        restart(at: end)
        return .proceed
    }

    mutating func skipBody(_ byteCount: Int) -> Step {
        let skipped = min(byteCount, buffer.count - index)
        guard skipped == byteCount else {
            state = .skippingBody(byteCount: byteCount - skipped)
            return waitSkipping()
        }
        restart(at: index + skipped)
        return .proceed
    }

    /// Waits for more of what is skipped; the fault has been reported, so an end is no other one.
    mutating func waitSkipping() -> Step {
        index = buffer.count
        start = index
        return .wait
    }

    /// Waits for more of a message, unless there is none.
    mutating func wait(_ outlook: Outlook, answer framing: MessageFraming) -> Step {
        guard outlook == .end else { return .wait }
        return fault(.endOfInput, framing, resumeAt: buffer.count)
    }

    mutating func restart(at place: Int) {
        index = place
        start = place
        state = .between
    }
}
