public import JSON

/// A JSON Schema (draft 2020-12), compiled once to check many values.
///
/// A keyword that is not known here is an error of the schema, never ignored: a rule that nobody
/// enforces is worse than none. `format` and the other annotations say something to people only.
///
///     let schema = try JSONSchema(["type": "integer", "minimum": 1])
///     try schema.validate(0)  // SchemaViolation: expected an integer of at least 1, got 0
public struct JSONSchema: Sendable {
    private let root: SchemaNode
    private let definitions: [SchemaNode]

    /// Compiles a schema.
    ///
    /// - Throws: ``SchemaError`` for what is no schema, or uses a keyword that is not known here.
    public init(_ document: JSONValue) throws(SchemaError) {
        var compiler = SchemaCompiler(document)
        root = try compiler.compile()
        definitions = compiler.definitions
    }

    /// Checks a value.
    ///
    /// Names that may not be there are found first, then those that are missing, then what is wrong
    /// within; of alternatives none of which fits, the one that fits best says why.
    ///
    /// - Complexity: O(size of the value) for schemas without alternatives within alternatives.
    public func validate(_ value: JSONValue) throws(SchemaViolation) {
        if let violation = root.violation(of: value, definitions) { throw violation }
    }
}
