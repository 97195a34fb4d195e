import JSON
import Network

/// The numbers of a genesis; inside a method's type `Parameters` are that method's own.
typealias GenesisParameters = Parameters

/// Whole numbers are decimal strings in the genesis, which is hashed, and plain integers over RPC,
/// where people write them.
enum GenesisNumbers {
    /// Every integer as a decimal string.
    static func decimal(_ value: JSONValue) -> JSONValue {
        switch value {
        case .integer(let integer): .string("\(integer)")
        case .object, .array: map(value, decimal)
        case .null, .bool, .real, .string: value
        }
    }

    /// Every decimal string as an integer.
    static func plain(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): Int64(text).map { .integer($0) } ?? value
        case .object, .array: map(value, plain)
        case .null, .bool, .integer, .real: value
        }
    }

    private static func map(_ value: JSONValue, _ body: (JSONValue) -> JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(body))
        case .object(let members):
            var mapped = JSONObject()
            for (name, member) in members { mapped[name] = body(member) }
            return .object(mapped)
        case .null, .bool, .integer, .real, .string: return value
        }
    }
}
