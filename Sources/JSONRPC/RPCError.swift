public import JSON

/// An error as a caller sees it: a code, a sentence, and what a program can act on.
///
/// `data` says `reason` (the code's name), and where it applies `pointer` (to the faulty parameter,
/// RFC 6901), `expected`, `got`; always `retryable`. It never holds a Swift type's name or a path
/// that the caller did not send.
public struct RPCError: Error, Hashable, Sendable {
    /// What kind of error.
    public let code: ErrorCode
    /// What was wrong and what to do about it, in a sentence.
    public let message: String
    /// What a program can act on.
    public let data: JSONValue?

    /// An error with data of one's own, or as it came over the wire.
    public init(code: ErrorCode, message: String, data: JSONValue?) {
        self.code = code
        self.message = message
        self.data = data
    }

    /// An error with the usual data; `details` are members beside the usual ones, and
    /// `isRetryable` overrules the code's own word.
    public init(
        _ code: ErrorCode,
        _ message: String? = nil,
        pointer: String? = nil,
        expected: String? = nil,
        got: String? = nil,
        details: JSONObject = [:],
        isRetryable: Bool? = nil
    ) {
        var data: JSONObject = ["reason": .string(code.name)]
        if let pointer { data["pointer"] = .string(pointer) }
        if let expected { data["expected"] = .string(expected) }
        if let got { data["got"] = .string(got) }
        for (name, value) in details { data[name] = value }
        data["retryable"] = .bool(isRetryable ?? code.isRetryable)
        self.init(code: code, message: message ?? code.meaning, data: .object(data))
    }

    /// The same cancellation for a caller who did not ask for it: the host stops.
    package var asShuttingDown: RPCError {
        var details = data?.object ?? [:]
        details["reason"] = nil
        details["retryable"] = nil
        let words = message == code.meaning ? "" : " \(message)"
        return RPCError(.shuttingDown, ErrorCode.shuttingDown.meaning + words, details: details)
    }

    /// Parameters that are not what the method takes; pointers start at `params`.
    public init(_ error: JSONDecodingError) {
        self.init(
            .invalidParameters,
            "Invalid params: \(error)",
            pointer: error.pointer,
            expected: error.expected,
            got: error.got
        )
    }

    /// A name that no method has.
    public init(unknownMethod name: String) {
        self.init(.methodNotFound, "Method not found", got: name.excerpt)
    }

    /// A limit of this host that was reached; trying again helps where others free what it counts.
    public init(limit: String, most: Int, message: String, isRetryable: Bool) {
        self.init(
            .limitExceeded,
            message,
            details: ["limit": .string(limit), "most": .integer(Int64(most))],
            isRetryable: isRetryable
        )
    }
}

extension RPCError: CustomStringConvertible {
    /// The code and the sentence.
    public var description: String { "\(code): \(message)" }
}

extension RPCError: JSONEncodable, JSONDecodable {
    /// The error object of JSON-RPC 2.0 section 5.1.
    public var json: JSONValue {
        var object: JSONObject = ["code": .integer(code.number), "message": .string(message)]
        if let data { object["data"] = data }
        return .object(object)
    }

    /// Reads an error object; members of others are let pass.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let number = try fields.required("code").integer()
        let message = try fields.required("message").string()
        self.init(
            code: ErrorCode(number: number),
            message: message,
            data: fields.optional("data")?.value
        )
    }
}
