extension JSONValue {
    /// Reads a JSON text, with any kind of value at the top.
    ///
    /// Stricter than RFC 8259 asks: a name may come only once in an object, and none may hold an
    /// escaped NUL. Integers beyond 64 bits become reals; reals beyond a double's range are refused.
    public init(
        parsing bytes: [UInt8],
        limits: JSONLimits = .standard
    ) throws(JSONParseError) {
        try self.init(parsing: bytes[...], limits: limits)
    }

    /// Reads a JSON text.
    public init(
        parsing text: String,
        limits: JSONLimits = .standard
    ) throws(JSONParseError) {
        try self.init(parsing: Array(text.utf8)[...], limits: limits)
    }

    /// Reads a JSON text that is part of a larger buffer; positions count from the part's start.
    public init(
        parsing bytes: ArraySlice<UInt8>,
        limits: JSONLimits = .standard,
        repeatedNames: RepeatedNames = .refused
    ) throws(JSONParseError) {
        // Through a result, because withUnsafeBytes does not let typed errors pass.
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONParseError) in
                try JSONText(buffer, limits, repeatedNames).value()
            }
        }
        self = try result.get()
    }
}

/// What becomes of a name that comes twice in one object.
public enum RepeatedNames: Sendable {
    /// The text is refused: what is signed or configured must not be read in two ways.
    case refused
    /// The last value stands in the first one's place, as nearly every reader of JSON has it.
    case lastKept
}

/// A text that is being read.
struct JSONText {
    private let bytes: UnsafeRawBufferPointer
    private let limits: JSONLimits
    private let repeatedNames: RepeatedNames

    init(
        _ bytes: UnsafeRawBufferPointer,
        _ limits: JSONLimits,
        _ repeatedNames: RepeatedNames
    ) {
        self.bytes = bytes
        self.limits = limits
        self.repeatedNames = repeatedNames
    }

    func value() throws(JSONParseError) -> JSONValue {
        try read { (document: borrowing JanssonDocument) throws(JanssonError) in
            try document.value(depthMax: limits.depthMax)
        }
    }

    /// Parses the text, and makes something of the document.
    func read<Content>(
        _ content: (borrowing JanssonDocument) throws(JanssonError) -> Content
    ) throws(JSONParseError) -> Content {
        guard bytes.count <= limits.byteCountMax else {
            throw failure(.tooLarge(byteCountMax: limits.byteCountMax), at: limits.byteCountMax)
        }
        // libjansson itself lets a NUL pass after a number or literal at the top.
        if let position = bytes.firstIndex(of: 0) { throw failure(.rawNUL, at: position) }
        do {
            return try content(JanssonDocument(bytes, repeatedNames))
        } catch {
            switch error {
            case .overflow: return try readWithWideIntegers(content)
            case .syntax, .tooDeep, .ambiguousName: throw failure(error)
            }
        }
    }

    /// The second attempt, for texts with a number beyond its type's range.
    private func readWithWideIntegers<Content>(
        _ content: (borrowing JanssonDocument) throws(JanssonError) -> Content
    ) throws(JSONParseError) -> Content {
        let wide = WideIntegers(in: bytes)
        let result = wide.rewritten.withUnsafeBytes { rewritten in
            Result { () throws(JanssonError) in
                try content(JanssonDocument(rewritten, repeatedNames))
            }
        }
        do {
            return try result.get()
        } catch {
            throw failure(error.moved(by: wide.shift))
        }
    }

    private func failure(_ error: JanssonError) -> JSONParseError {
        switch error {
        case .syntax(let text, let place), .overflow(let text, let place):
            JSONParseError(
                reason: .syntax(text),
                line: place.line,
                column: place.column,
                position: place.position
            )
        case .tooDeep:
            failure(.tooDeep(depthMax: limits.depthMax), at: firstOpening(beyond: limits.depthMax))
        case .ambiguousName(let name):
            failure(.ambiguousName(name), at: bytes.count)
        }
    }

    private func failure(_ reason: JSONParseError.Reason, at position: Int) -> JSONParseError {
        JSONParseError(reason: reason, at: position, of: bytes)
    }

    /// Where an array or object opens that lies too deep.
    private func firstOpening(beyond depthMax: Int) -> Int {
        var depth = 0
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index = RawJSON.endOfString(in: bytes, from: index)
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                if depth > depthMax { return index }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            index += 1
        }
        return bytes.count
    }
}
