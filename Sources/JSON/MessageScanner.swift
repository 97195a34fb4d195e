/// Finds where messages begin and end in a stream of bytes that arrives in arbitrary pieces.
///
/// The first byte of each message decides its framing: a letter opens headers (or one of the three
/// literals), anything else is a bare JSON value. Blanks between messages have no meaning.
///
/// A fault is reported once, and scanning goes on as soon as a message can begin again:
/// - behind the next newline, when bytes stand where no JSON text and no header has them. But if
///   the faulty byte is the first of its line and a bracket or letter, scanning goes on right
///   there: the line before it was cut off, and this one is the next message;
/// - behind the end of a bare value that is too large or too deep, but for one that is too deep
///   also at a line that begins with a brace or letter; and behind the announced end of a body
///   that is too large;
/// - behind the empty line of headers that announce no usable length.
///
/// - Complexity: each byte is looked at once, so the cost is linear however the input is cut.
public struct MessageScanner: Sendable {
    /// What is known about the bytes behind those that have been appended.
    public enum Outlook: Sendable {
        /// More are at hand: whether a newline follows a value will be known at once.
        case more
        /// None are at hand, and none may come before the messages so far are answered.
        case pause
        /// There are none.
        case end
    }

    /// Where in a message the scanner stands.
    enum State: Sendable {
        case between
        /// Letters that turn out to be a literal or the name of the first header.
        case word
        /// A number at the top, whose end only its neighbour shows.
        case number
        case value
        /// A value has ended; does a newline follow?
        case complete
        /// Headers; the line that is being read begins at an index.
        case headers(HeaderBlock, lineStart: Int)
        case body(byteCount: Int)
        case skippingLine
        case skippingValue(SkippingScanner)
        case skippingBody(byteCount: Int)
    }

    enum Step {
        case proceed
        case wait
        case found(ScannedMessage)
    }

    /// A body that claims more than this many times the limit is not waited for.
    static let skippedBodyFactor = 16

    let limits: JSONLimits
    private(set) var buffer: [UInt8] = []
    /// Where in the buffer the message begins that is being read.
    var start = 0
    /// Where in the buffer the next byte to look at is.
    var index = 0
    var state = State.between
    /// What scanning has cost so far.
    package private(set) var work = ScanningWork()
    /// Beside the state, so that one allocation serves all messages.
    var value: ValueScanner

    /// A scanner before the first byte.
    public init(limits: JSONLimits = .standard) {
        self.limits = limits
        value = ValueScanner(depthMax: limits.depthMax)
    }

    /// Takes in the bytes that follow those before.
    public mutating func append(_ bytes: some Sequence<UInt8>) {
        discardConsumed()
        let room = buffer.capacity
        let kept = buffer.count
        buffer.append(contentsOf: bytes)
        if buffer.capacity != room { work.movedByteCount += kept }
    }

    /// Takes in the bytes that follow those before, from memory that is only borrowed.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        // Beside the generic one, because that is not specialised across modules.
        discardConsumed()
        let room = buffer.capacity
        let kept = buffer.count
        buffer.append(contentsOf: bytes)
        if buffer.capacity != room { work.movedByteCount += kept }
    }

    /// The next message or fault, or nothing until more bytes are appended.
    public mutating func next(_ outlook: Outlook) -> ScannedMessage? {
        while true {
            let before = index
            let step = step(outlook)
            work.readByteCount += max(0, index - before)
            switch step {
            case .proceed: continue
            case .wait: return nil
            case .found(let message): return message
            }
        }
    }

    /// Lets go of what lies before the message that is being read.
    ///
    /// Moving the rest down waits until it is the smaller part, which spreads its cost evenly.
    private mutating func discardConsumed() {
        guard start > 0 else { return }
        if start == buffer.count {
            // The room of an ordinary message is kept, that of a huge one given back.
            buffer.removeAll(keepingCapacity: buffer.capacity <= 1 << 18)
        } else if start > buffer.count - start {
            work.movedByteCount += buffer.count - start
            buffer.removeSubrange(..<start)
        } else {
            return
        }
        if case .headers(let block, let lineStart) = state {
            state = .headers(block, lineStart: lineStart - start)
        }
        index -= start
        start = 0
    }

    private mutating func step(_ outlook: Outlook) -> Step {
        assert(start <= index, "scanning never falls behind a message's start")
        assert(index <= buffer.count, "scanning never runs ahead of its input")
        switch state {
        case .between: return begin()
        case .word: return scanWord(outlook)
        case .number: return scanNumber(outlook)
        case .value: return scanValue(outlook)
        case .complete: return complete(outlook)
        case .headers(let block, let lineStart): return scanHeaders(block, lineStart, outlook)
        case .body(let byteCount): return scanBody(byteCount, outlook)
        case .skippingLine: return skipLine()
        case .skippingValue(let scanner): return skipValue(scanner)
        case .skippingBody(let byteCount): return skipBody(byteCount)
        }
    }

    private mutating func begin() -> Step {
        while index < buffer.count, buffer[index].isBlank { index += 1 }
        start = index
        guard index < buffer.count else { return .wait }
        switch buffer[index] {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""):
            value.reset()
            state = .value
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            state = .number
        case let byte where byte.isLetter:
            state = .word
        default:
            return unexpected(at: index)
        }
        return .proceed
    }
}

// MARK: - Bare values

extension MessageScanner {
    private mutating func scanValue(_ outlook: Outlook) -> Step {
        let end = min(buffer.count, start + limits.byteCountMax)
        let range = index..<end
        switch buffer.withUnsafeBufferPointer({ value.scan($0, range) }) {
        case .end(let end):
            index = end
            state = .complete
            return .proceed
        case .fault(let place):
            return unexpected(at: place)
        case .tooDeep(let place):
            return skipValue(from: place, .tooDeep(depthMax: limits.depthMax))
        case .unfinished where end < buffer.count:
            return skipValue(from: end, .tooLarge(byteCountMax: limits.byteCountMax))
        case .unfinished:
            index = end
            return wait(outlook, answer: .bare(newlineFollowed: true))
        }
    }

    /// Hands a value on once it is known whether a newline follows, or that nothing does yet.
    private mutating func complete(_ outlook: Outlook) -> Step {
        let isAtNewline = { (buffer: [UInt8], index: Int) in buffer[index] == UInt8(ascii: "\n") }
        var end = index
        while end < buffer.count, buffer[end].isBlank, !isAtNewline(buffer, end) { end += 1 }
        if end == buffer.count, outlook == .more { return .wait }
        let newlineFollowed = end < buffer.count && isAtNewline(buffer, end)
        let message = buffer[start..<index]
        restart(at: newlineFollowed ? end + 1 : end)
        return .found(.message(message, .bare(newlineFollowed: newlineFollowed)))
    }

    private mutating func scanNumber(_ outlook: Outlook) -> Step {
        guard skipToken(outlook, byteCountMax: limits.byteCountMax) else { return .wait }
        if index - start > limits.byteCountMax {
            return skipLine(.tooLarge(byteCountMax: limits.byteCountMax))
        }
        state = .complete
        return .proceed
    }

    private mutating func scanWord(_ outlook: Outlook) -> Step {
        guard skipToken(outlook, byteCountMax: HeaderBlock.byteCountMax) else { return .wait }
        // However the input is cut: neither a literal nor a header's name is as long.
        if index - start > HeaderBlock.byteCountMax { return unexpected(at: start) }
        let word = buffer[start..<index]
        if index < buffer.count, buffer[index].isHeaderNameByte || buffer[index].isColon {
            state = .headers(HeaderBlock(), lineStart: start)
        } else if ["null", "true", "false"].contains(where: { word.elementsEqual($0.utf8) }) {
            state = .complete
        } else {
            return unexpected(at: start)
        }
        return .proceed
    }

    /// Moves behind a number or word, if its end is known.
    ///
    /// One beyond the limit is cut there: nothing allowed is as long.
    private mutating func skipToken(_ outlook: Outlook, byteCountMax: Int) -> Bool {
        let end = min(buffer.count, start + byteCountMax + 1)
        while index < end, buffer[index].isScalarByte { index += 1 }
        return index < buffer.count || index - start > byteCountMax || outlook == .end
    }
}
