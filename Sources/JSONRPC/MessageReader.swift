import JSON

/// Makes requests of a stream of bytes that arrives in arbitrary pieces.
package struct MessageReader {
    private var scanner: MessageScanner
    private let limits: ConnectionLimits

    package init(limits: ConnectionLimits) {
        scanner = MessageScanner(limits: limits.message)
        self.limits = limits
    }

    /// Takes in the bytes that follow those before.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        scanner.append(bytes)
    }

    /// The next message, or nothing until more bytes are appended.
    mutating func next(_ outlook: MessageScanner.Outlook) -> IncomingMessage? {
        switch scanner.next(outlook) {
        case nil: nil
        case .fault(let fault): .single(.refused(RPCError(fault), id: .null), fault.framing)
        case .message(let bytes, let framing): message(bytes, framing)
        }
    }

    private func message(_ bytes: ArraySlice<UInt8>, _ framing: MessageFraming) -> IncomingMessage {
        let value: JSONValue
        do {
            // Names that come twice are the sender's affair here: every must-accept case of the
            // public test suite is accepted, and nothing that is signed is read this way.
            value = try JSONValue(
                parsing: bytes,
                limits: limits.message,
                repeatedNames: .lastKept
            )
        } catch {
            return .single(.refused(RPCError(error), id: .null), framing)
        }
        guard let array = value.array else { return .single(.init(value, text: bytes), framing) }
        guard !array.isEmpty else {
            let error = RPCError(
                .invalidRequest,
                "Invalid Request",
                expected: "at least one request",
                got: "an empty array"
            )
            return .single(.refused(error, id: .null), framing)
        }
        guard array.count <= limits.batchCountMax else {
            let error = RPCError(
                limit: "batchCount",
                most: limits.batchCountMax,
                message: "A batch may hold at most \(limits.batchCountMax) requests; "
                    + "this one holds \(array.count).",
                isRetryable: false
            )
            return .single(.refused(error, id: .null), framing)
        }
        let texts = RawJSON.elements(of: bytes)
        precondition(texts.count == array.count, "the raw walk and the parser see the same array")
        return .batch(zip(array, texts).map { .init($0, text: $1) }, framing)
    }
}

extension RPCError {
    init(_ fault: MessageFault) {
        switch fault.reason {
        case .tooLarge(let most): self = .tooLarge(most: most)
        case .tooDeep(let most): self = .tooDeep(most: most)
        case .unexpected, .headers, .endOfInput:
            self.init(
                .parseError,
                "Parse error",
                expected: "a JSON text, or headers with Content-Length",
                got: fault.reason.description
            )
        }
    }

    fileprivate init(_ error: JSONParseError) {
        switch error.reason {
        case .tooLarge(let most): self = .tooLarge(most: most)
        case .tooDeep(let most): self = .tooDeep(most: most)
        case .syntax, .ambiguousName, .rawNUL:
            self.init(
                .parseError,
                "Parse error",
                expected: "a JSON text",
                got: error.description,
                details: [
                    "line": .integer(Int64(error.line)),
                    "column": .integer(Int64(error.column)),
                    "position": .integer(Int64(error.position)),
                ]
            )
        }
    }

    private static func tooLarge(most: Int) -> RPCError {
        RPCError(
            limit: "messageByteCount",
            most: most,
            message: "A message may have at most \(most) bytes; send large data as a file or blob.",
            isRetryable: false
        )
    }

    private static func tooDeep(most: Int) -> RPCError {
        RPCError(
            limit: "messageDepth",
            most: most,
            message: "Arrays and objects may stand at most \(most) deep in one another.",
            isRetryable: false
        )
    }
}
