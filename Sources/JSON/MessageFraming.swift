/// How one message was set apart from its neighbours; its reply is framed in kind.
public enum MessageFraming: Hashable, Sendable {
    /// A JSON value that stands for itself.
    ///
    /// `newlineFollowed` tells whether a newline had arrived behind the value when it was handed
    /// on. A reader of lines sends one and wants one; a reader of values who sends none is answered
    /// with an empty line, so that it can tell a reply's end without parsing.
    case bare(newlineFollowed: Bool)
    /// A body behind a `Content-Length` header, as editors send it.
    case headed
}

extension MessageFraming {
    /// A reply in this framing.
    public func framed(_ body: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        append(body, to: &bytes)
        return bytes
    }

    /// Appends a reply in this framing to other output.
    public func append(_ body: some Collection<UInt8>, to output: inout [UInt8]) {
        switch self {
        case .bare(let newlineFollowed):
            output.append(contentsOf: body)
            output.append(UInt8(ascii: "\n"))
            if !newlineFollowed { output.append(UInt8(ascii: "\n")) }
        case .headed:
            output.append(contentsOf: "Content-Length: \(body.count)\r\n\r\n".utf8)
            output.append(contentsOf: body)
        }
    }
}

/// What a scanner found in its input.
public enum ScannedMessage: Equatable, Sendable {
    /// One message's bytes: for a bare value all of them, for a headed one the body.
    ///
    /// The slice shares the scanner's buffer; who lets go of it before feeding the scanner again
    /// saves a copy.
    case message(ArraySlice<UInt8>, MessageFraming)
    /// Bytes that are no message; scanning goes on behind them.
    case fault(MessageFault)
}

/// Why some bytes of the input are no message.
public struct MessageFault: Error, Hashable, Sendable {
    /// What is wrong with them.
    public enum Reason: Hashable, Sendable {
        /// A byte that cannot stand where it does, counted from the start of its message.
        case unexpected(UInt8, at: Int)
        /// A header block that does not announce a body's length; the words say why.
        case headers(String)
        /// The input ended inside a message.
        case endOfInput
        /// A message has more bytes than allowed.
        case tooLarge(byteCountMax: Int)
        /// A message nests arrays and objects more deeply than allowed.
        case tooDeep(depthMax: Int)
    }

    /// What is wrong.
    public let reason: Reason
    /// How the answer is to be framed.
    public let framing: MessageFraming

    /// A fault, and how it is answered.
    public init(reason: Reason, framing: MessageFraming) {
        self.reason = reason
        self.framing = framing
    }
}

extension MessageFault.Reason: CustomStringConvertible {
    /// What is wrong, as words for people.
    public var description: String {
        switch self {
        case .unexpected(0, let position):
            "a raw NUL at byte \(position) of the message"
        case .unexpected(UInt8(ascii: "\n"), let position):
            "a line ends inside a string, at byte \(position) of the message"
        case .unexpected(let byte, let position) where 0x21...0x7E ~= byte:
            "unexpected '\(Unicode.Scalar(byte))' at byte \(position) of the message"
        case .unexpected(let byte, let position):
            "unexpected byte \(byte) at byte \(position) of the message"
        case .headers(let words): words
        case .endOfInput: "the input ended inside a message"
        case .tooLarge(let most): "more than \(most) bytes"
        case .tooDeep(let most): "more than \(most) arrays and objects inside one another"
        }
    }
}
