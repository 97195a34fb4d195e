import JSON

/// Makes requests of a stream of bytes that arrives in arbitrary pieces.
package struct MessageReader {
    private var scanner: MessageScanner
    let limits: ConnectionLimits

    package init(limits: ConnectionLimits) {
        scanner = MessageScanner(limits: limits.message)
        self.limits = limits
    }

    /// Takes in the bytes that follow those before.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        scanner.append(bytes)
    }

    /// A message whose bytes have come, before it is parsed.
    enum Arrival {
        case message(IncomingMessage)
        /// One that takes long to parse; `message(_:_:)` does it, on any thread.
        case large(ArraySlice<UInt8>, MessageFraming)
    }

    /// The framing of the last message, which is that of what is said without being asked.
    private(set) var lastFraming = MessageFraming.bare(newlineFollowed: true)

    /// The next message, or nothing until more bytes are appended.
    mutating func next(
        _ outlook: MessageScanner.Outlook,
        parsedByteCountMax: Int = .max
    ) -> Arrival? {
        switch scanner.next(outlook) {
        case nil: return nil
        case .fault(let fault):
            return .message(.single(.refused(RPCError(fault), id: .null), fault.framing))
        case .message(let bytes, let framing):
            lastFraming = framing
            if bytes.count > parsedByteCountMax { return .large(bytes, framing) }
            return .message(message(bytes, framing))
        }
    }

    /// Makes requests of the bytes of a message.
    func message(_ bytes: ArraySlice<UInt8>, _ framing: MessageFraming) -> IncomingMessage {
        let envelope: JSONEnvelope
        do {
            // Names that come twice are the sender's affair here: every must-accept case of the
            // public test suite is accepted, and nothing that is signed is read this way.
            envelope = try JSONEnvelope(
                parsing: bytes,
                names: IncomingMessage.Entry.members,
                limits: limits.message,
                repeatedNames: .lastKept
            )
        } catch {
            return .single(.refused(RPCError(error), id: .null), framing)
        }
        switch envelope {
        case .object(let members): return .single(.init(members, text: bytes), framing)
        case .other(.array(let array)): return batch(array, bytes, framing)
        case .other(let value): return .single(.init(value, text: bytes), framing)
        }
    }

    private func batch(
        _ array: [JSONValue],
        _ bytes: ArraySlice<UInt8>,
        _ framing: MessageFraming
    ) -> IncomingMessage {
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
