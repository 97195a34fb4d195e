/// Follows the punctuation of one string, array or object until it ends.
///
/// It checks where brackets, commas, colons and names may stand, because that tells a broken
/// message from an unfinished one; what numbers, literals and escapes look like is the parser's
/// matter. Each byte is looked at once, however the input is cut.
struct ValueScanner: Sendable {
    /// What the bytes so far have come to.
    enum Outcome {
        /// All bytes belong to the value, and there is more of it to come.
        case unfinished
        /// The value ends before this index.
        case end(Int)
        /// The byte at this index cannot stand there.
        case fault(Int)
        /// The byte at this index opens an array or object beyond the allowed depth.
        case tooDeep(Int)
    }

    /// What may stand next.
    private enum Phase {
        case value
        case valueOrClose
        case name
        case nameOrClose
        case colon
        case commaOrClose
        /// Inside a number or literal.
        case scalar
        case string
        case stringEscape
        case nameString
        case nameStringEscape
    }

    private let depthMax: Int
    private var phase = Phase.value
    /// The brackets that are open, outermost first.
    private var openings: [UInt8] = []

    init(depthMax: Int) {
        self.depthMax = depthMax
    }

    /// Begins another value, keeping the room that the last one took.
    mutating func reset() {
        phase = .value
        openings.removeAll(keepingCapacity: true)
    }

    /// The scan of the rest of this value without regard to its content.
    func skipping(resumesAtLines: Bool) -> SkippingScanner {
        let phase: SkippingScanner.Phase =
            switch phase {
            case .string, .nameString: .string
            case .stringEscape, .nameStringEscape: .stringEscape
            case .value, .valueOrClose, .name, .nameOrClose, .colon, .commaOrClose, .scalar:
                .outside
            }
        return SkippingScanner(
            depth: openings.count,
            phase: phase,
            resumesAtLines: resumesAtLines
        )
    }

    /// Looks at the bytes of a range, which follow those of the calls before.
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Outcome {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            switch phase {
            case .string, .nameString:
                index = Self.endOfRun(in: bytes, index..<range.upperBound)
                guard index < range.upperBound else { return .unfinished }
                guard let next = phase(afterStringByte: bytes[index]) else { return .fault(index) }
                phase = next
            case .stringEscape:
                guard byte >= 0x20 else { return .fault(index) }
                phase = .string
            case .nameStringEscape:
                guard byte >= 0x20 else { return .fault(index) }
                phase = .nameString
            case .value, .valueOrClose, .name, .nameOrClose, .colon, .commaOrClose, .scalar:
                if byte.isOpening, openings.count == depthMax { return .tooDeep(index) }
                guard let next = phase(after: byte) else { return .fault(index) }
                phase = next
            }
            index += 1
            if openings.isEmpty, phase == .commaOrClose { return .end(index) }
        }
        return .unfinished
    }

    /// Where a run of plain bytes of a string ends: at a quote, a backslash or a control byte.
    private static func endOfRun(
        in bytes: UnsafeBufferPointer<UInt8>,
        _ range: Range<Int>
    ) -> Int {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            index += 1
        }
        return index
    }

    private func phase(afterStringByte byte: UInt8) -> Phase? {
        let isName = phase == .nameString
        return switch byte {
        case UInt8(ascii: "\""): isName ? .colon : .commaOrClose
        case UInt8(ascii: "\\"): isName ? .nameStringEscape : .stringEscape
        default: nil
        }
    }

    /// The grammar: what may stand after a byte outside strings, or nothing if the byte may not.
    private mutating func phase(after byte: UInt8) -> Phase? {
        switch (byte, phase) {
        case (UInt8(ascii: " "), .scalar), (UInt8(ascii: "\t"), .scalar),
            (UInt8(ascii: "\n"), .scalar), (UInt8(ascii: "\r"), .scalar):
            return .commaOrClose
        case (UInt8(ascii: " "), _), (UInt8(ascii: "\t"), _), (UInt8(ascii: "\n"), _),
            (UInt8(ascii: "\r"), _):
            return phase
        case (UInt8(ascii: "\""), .value), (UInt8(ascii: "\""), .valueOrClose):
            return .string
        case (UInt8(ascii: "\""), .name), (UInt8(ascii: "\""), .nameOrClose):
            return .nameString
        case (UInt8(ascii: "{"), .value), (UInt8(ascii: "{"), .valueOrClose):
            openings.append(byte)
            return .nameOrClose
        case (UInt8(ascii: "["), .value), (UInt8(ascii: "["), .valueOrClose):
            openings.append(byte)
            return .valueOrClose
        case (UInt8(ascii: "}"), .nameOrClose), (UInt8(ascii: "}"), .commaOrClose),
            (UInt8(ascii: "}"), .scalar):
            return close(UInt8(ascii: "{"))
        case (UInt8(ascii: "]"), .valueOrClose), (UInt8(ascii: "]"), .commaOrClose),
            (UInt8(ascii: "]"), .scalar):
            return close(UInt8(ascii: "["))
        case (UInt8(ascii: ":"), .colon):
            return .value
        case (UInt8(ascii: ","), .commaOrClose), (UInt8(ascii: ","), .scalar):
            return openings.last == UInt8(ascii: "{") ? .name : .value
        case (_, .value), (_, .valueOrClose), (_, .scalar):
            return byte.isScalarByte ? .scalar : nil
        default:
            return nil
        }
    }

    private mutating func close(_ opening: UInt8) -> Phase? {
        guard openings.last == opening else { return nil }
        openings.removeLast()
        return .commaOrClose
    }
}

/// Follows a value that is too large or too deep to its end, counting brackets only.
struct SkippingScanner: Sendable {
    enum Phase {
        case outside
        /// Outside strings, behind a newline.
        case lineStart
        case string
        case stringEscape
    }

    private(set) var depth: Int
    private var phase: Phase
    /// Whether a line that begins like a message is one.
    ///
    /// What is too deep is seldom ever closed, and would swallow everything to come; what is too
    /// large may well be a batch, whose requests must not be served one by one.
    private let resumesAtLines: Bool

    init(depth: Int, phase: Phase, resumesAtLines: Bool) {
        self.depth = depth
        self.phase = phase
        self.resumesAtLines = resumesAtLines
    }

    /// The index behind the value, or nothing when it goes on beyond the range.
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        for index in range {
            if phase == .lineStart {
                if bytes[index] == UInt8(ascii: "{") || bytes[index].isLetter { return index }
                phase = .outside
            }
            switch (phase, bytes[index]) {
            case (.outside, UInt8(ascii: "\n")): if resumesAtLines { phase = .lineStart }
            case (.outside, UInt8(ascii: "\"")): phase = .string
            case (.outside, UInt8(ascii: "{")), (.outside, UInt8(ascii: "[")): depth += 1
            case (.outside, UInt8(ascii: "}")), (.outside, UInt8(ascii: "]")):
                depth -= 1
                if depth <= 0 { return index + 1 }
            case (.string, UInt8(ascii: "\"")):
                phase = .outside
                if depth <= 0 { return index + 1 }
            // A string that is never closed would swallow everything to come.
            case (.string, UInt8(ascii: "\n")), (.stringEscape, UInt8(ascii: "\n")):
                return index + 1
            case (.string, UInt8(ascii: "\\")): phase = .stringEscape
            case (.stringEscape, _): phase = .string
            case (.outside, _), (.lineStart, _), (.string, _): break
            }
        }
        return nil
    }
}
