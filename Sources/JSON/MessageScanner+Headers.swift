// Messages with headers: a block of lines that announces a length, and a body of that length.
extension MessageScanner {
    mutating func scanHeaders(
        _ block: HeaderBlock,
        _ lineStart: Int,
        _ outlook: Outlook
    ) -> Step {
        // Nothing has been announced yet that could make a lone line a headed message.
        let answer: MessageFraming = lineStart == start ? .bare(newlineFollowed: true) : .headed
        if lineStart < buffer.count, buffer[lineStart].isOpening {
            return fault(.headers("a message begins among headers"), answer, resumeAt: lineStart)
        }
        while index < buffer.count, buffer[index] != UInt8(ascii: "\n") { index += 1 }
        if index - start > HeaderBlock.byteCountMax {
            state = .skippingLine
            let words = "headers of more than \(HeaderBlock.byteCountMax) bytes"
            return .found(.fault(MessageFault(reason: .headers(words), framing: answer)))
        }
        guard index < buffer.count else { return wait(outlook, answer: answer) }

        var block = block
        let outcome = block.read(buffer[lineStart..<index])
        index += 1
        switch outcome {
        case .next:
            state = .headers(block, lineStart: index)
            return .proceed
        case .broken(let words):
            return fault(.headers(words), answer, resumeAt: index)
        case .fault(let words):
            return fault(.headers(words), .headed, resumeAt: index)
        case .end(let byteCount):
            return beginBody(byteCount)
        }
    }

    private mutating func beginBody(_ byteCount: Int) -> Step {
        start = index
        guard byteCount > limits.byteCountMax else {
            state = .body(byteCount: byteCount)
            return .proceed
        }
        let reason = MessageFault.Reason.tooLarge(byteCountMax: limits.byteCountMax)
        // Who announces the impossible is not believed: what follows may be a message.
        let isCredible = byteCount / Self.skippedBodyFactor <= limits.byteCountMax
        state = isCredible ? .skippingBody(byteCount: byteCount) : .between
        return .found(.fault(MessageFault(reason: reason, framing: .headed)))
    }

    mutating func scanBody(_ byteCount: Int, _ outlook: Outlook) -> Step {
        guard buffer.count - start >= byteCount else { return wait(outlook, answer: .headed) }
        let body = buffer[start..<start + byteCount]
        restart(at: start + byteCount)
        return .found(.message(body, .headed))
    }
}
