import JSON
import JSONSchema
import Synchronization

/// What a method's schema says about its parameters, all together; compiled when first asked.
///
/// Most processes call few methods, and patterns take a while to make: a host that has just started
/// should not compile what nobody calls.
final class ParameterSchema: Sendable {
    private let entry: MethodCatalogue.Entry
    private let compiled = Mutex<JSONSchema?>(nil)

    /// The schema of the parameters that a Method Object lists.
    init(of entry: MethodCatalogue.Entry) {
        self.entry = entry
    }

    /// Leaves out what is null and need not be there, checks the rest, and writes whole numbers as
    /// integers.
    ///
    /// - Throws: `JSONDecodingError` with the place of the deepest fault.
    func check(_ params: inout JSONObject) throws {
        let required = entry.requiredParameters
        params.keep { $1 != .null || required.contains($0) }
        if params.isEmpty, required.isEmpty { return }
        let schema = try compiled.withLock { present throws(SchemaError) in
            if let present { return present }
            let schema = try compile()
            present = schema
            return schema
        }
        do throws(SchemaViolation) {
            try schema.validate(.object(params))
        } catch {
            throw JSONDecodingError(
                pointer: error.pointer,
                expected: error.expected,
                got: error.got
            )
        }
        for (name, value) in params { params[name] = Self.wholeNumbers(in: value) }
    }

    /// The value with whole numbers written as integers, for to JSON Schema `1.0` is one.
    ///
    /// Only `-0.0` stays, whose sign an integer would lose.
    private static func wholeNumbers(in value: JSONValue) -> JSONValue {
        switch value {
        case .real(let real):
            guard real.magnitude <= 0x1p53, let integer = Int64(exactly: real),
                integer != 0 || real.sign == .plus
            else { return value }
            return .integer(integer)
        case .array(let elements): return .array(elements.map(wholeNumbers))
        case .object(var members):
            for (name, member) in members { members[name] = wholeNumbers(in: member) }
            return .object(members)
        case .null, .bool, .integer, .string: return value
        }
    }

    /// Compiles the schema, as ``check(_:)`` does when it is first needed.
    func compile() throws(SchemaError) -> JSONSchema {
        var properties = JSONObject()
        for parameter in entry.schema["params"]?.array ?? [] {
            guard let name = parameter["name"]?.string else { continue }
            properties[name] = parameter["schema"] ?? true
        }
        return try JSONSchema([
            "type": "object",
            "properties": .object(properties),
            "required": .array(entry.requiredParameters.sorted().map { .string($0) }),
            "additionalProperties": false,
        ])
    }
}
