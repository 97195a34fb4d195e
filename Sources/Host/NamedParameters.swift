import JSON
import JSONRPC

/// The parameters of a request by name, also when they came by position.
struct NamedParameters {
    private var object = JSONObject()
    private var failure: JSONDecodingError?

    /// Gives positional parameters the names that they have in the method's schema.
    init(_ request: Request, names: [String]) {
        switch request.params {
        case nil: break
        case .object(let object): self.object = object
        case .array(let values):
            if values.count > names.count {
                failure = JSONDecodingError(
                    pointer: "",
                    expected: "at most \(names.count) parameters",
                    got: "\(values.count)"
                )
            }
            for (name, value) in zip(names, values) where value != .null { object[name] = value }
        case .null, .bool, .integer, .real, .string:
            failure = JSONDecodingError(
                pointer: "",
                expected: "an object or an array",
                got: request.params?.kind ?? "nothing"
            )
        }
    }

    /// Takes a parameter out that the method itself does not see: its value must be a string or an
    /// integer.
    mutating func take(_ name: String) throws(JSONDecodingError) -> JSONValue? {
        guard let value = object[name] else { return nil }
        object[name] = nil
        switch value {
        case .null: return nil
        case .string, .integer: return value
        case .bool, .real, .array, .object:
            throw JSONDecodingError(
                pointer: "/\(name)",
                expected: "a string or an integer",
                got: value.kind
            )
        }
    }

    /// The parameters as something to read from.
    func reader() throws(JSONDecodingError) -> JSONReader {
        if let failure { throw failure }
        return JSONReader(.object(object))
    }
}
