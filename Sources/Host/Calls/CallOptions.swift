package import JSON

/// What a caller may ask of any call besides what the method takes.
///
/// These members are taken out of the parameters before the method sees them; a method that has a
/// parameter of the same name keeps it.
package struct CallOptions: Sendable, Hashable {
    /// Under which token `$/progress` reports are sent; nothing for none.
    package var progressToken: JSONValue?
    /// Whether the call is only to be checked: nothing runs and nothing changes.
    package var check = false
    /// After how many milliseconds the call is to be given up; nothing for the method's default.
    package var deadline: Int64?
    /// Whether the call is to go on as a job, and be answered with the job's id at once.
    package var detach = false

    /// A call without any.
    package static let none = CallOptions()

    /// The options' names.
    package static let names = ["progressToken", "check", "deadline", "detach"]

    private init() {}

    /// Takes the options out of the parameters of a method with the given parameters of its own.
    init(
        taking params: inout JSONObject,
        except ownNames: [String]
    ) throws(JSONDecodingError) {
        guard Self.names.contains(where: { params[$0] != nil }) else { return }
        var options = JSONObject()
        // The token stands in the schemas of the methods that report, and is an option nonetheless.
        for name in Self.names where name == "progressToken" || !ownNames.contains(name) {
            guard let value = params[name] else { continue }
            options[name] = value
            params[name] = nil
        }
        var fields = try JSONReader(.object(options)).object()
        progressToken = try fields.optional("progressToken")?.token()
        check = try fields.optional("check")?.bool() ?? false
        deadline = try fields.optional("deadline")?.integer(in: 1...Self.deadlineMax)
        detach = try fields.optional("detach")?.bool() ?? false
    }

    /// Refuses to make a job of a call that only waits for its turn.
    func refuseDetaching() throws(JSONDecodingError) {
        guard detach else { return }
        throw JSONDecodingError(
            pointer: "/detach",
            expected: "false, for only long calls go on as jobs",
            got: "true"
        )
    }

    /// A week, in milliseconds.
    private static let deadlineMax: Int64 = 7 * 24 * 60 * 60 * 1000
}

extension JSONReader {
    /// What the base protocol allows as a token: a string or an integer.
    fileprivate func token() throws(JSONDecodingError) -> JSONValue {
        switch value {
        case .string, .integer: return value
        case .null, .bool, .real, .array, .object:
            throw failure(expected: "a string or an integer")
        }
    }
}
