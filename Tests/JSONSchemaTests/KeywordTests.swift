import JSON
import JSONSchema
import Testing

/// What is said of a value that does not keep to a schema: where, what was expected, what came.
@Suite struct KeywordTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let schema: String
        let value: String
        let pointer: String
        let expected: String
        let got: String

        init(
            _ schema: String,
            _ value: String,
            _ pointer: String,
            _ expected: String,
            _ got: String
        ) {
            self.schema = schema
            self.value = value
            self.pointer = pointer
            self.expected = expected
            self.got = got
        }

        var testDescription: String { "\(schema) \(value)" }
    }

    static let values = [
        Row(#"{"type":"string"}"#, "5", "", "a string", "integer"),
        Row(#"{"type":["string","null"]}"#, "5", "", "a string or null", "integer"),
        Row(#"{"type":"integer"}"#, "1.5", "", "an integer", "number"),
        Row(#"{"type":"integer","minimum":1}"#, "0", "", "an integer of at least 1", "0"),
        Row(#"{"type":"integer","maximum":9}"#, "10", "", "an integer of at most 9", "10"),
        Row(#"{"minimum":1,"maximum":9}"#, "10", "", "a number in 1...9", "10"),
        Row(#"{"exclusiveMinimum":0}"#, "0", "", "a number above 0", "0"),
        Row(#"{"exclusiveMaximum":0}"#, "0", "", "a number below 0", "0"),
        Row(#"{"multipleOf":3}"#, "4", "", "a multiple of 3", "4"),
        Row(#"{"const":"a"}"#, #""b""#, "", #""a""#, #""b""#),
        Row(#"{"enum":["a","b"]}"#, #""c""#, "", #"one of "a", "b""#, #""c""#),
        Row(#"{"minLength":2}"#, #""a""#, "", "at least 2 characters", "1"),
        Row(#"{"maxLength":1}"#, #""ab""#, "", "at most 1 character", "2"),
        Row(#"{"minLength":2,"maxLength":3}"#, #""a""#, "", "2 to 3 characters", "1"),
        Row(#"{"pattern":"^[0-9]+$"}"#, #""1\n""#, "", "text like ^[0-9]+$", #""1\n""#),
    ]

    static let containers = [
        Row(#"{"items":{"type":"string"}}"#, #"["a",1]"#, "/1", "a string", "integer"),
        Row(#"{"prefixItems":[true,{"const":1}]}"#, "[0,0]", "/1", "1", "0"),
        Row(#"{"minItems":1}"#, "[]", "", "at least 1 element", "0"),
        Row(#"{"uniqueItems":true}"#, "[1,2,1.0]", "/2", "no element twice", "1.0"),
        Row(#"{"required":["a"]}"#, "{}", "/a", "a value", "nothing"),
        Row(#"{"maxProperties":0}"#, #"{"a":1}"#, "", "at most 0 members", "1"),
        Row(
            #"{"properties":{"a":true,"b":true},"additionalProperties":false}"#,
            #"{"c/d":1}"#,
            "/c~1d",
            "one of a, b",
            #"the unknown name "c/d""#
        ),
        Row(
            #"{"patternProperties":{"^x":{"type":"null"}}}"#,
            #"{"x1":1}"#,
            "/x1",
            "null",
            "integer"
        ),
        Row(
            #"{"properties":{"a":{"items":{"minimum":5}}}}"#,
            #"{"a":[5,4]}"#,
            "/a/1",
            "a number of at least 5",
            "4"
        ),
    ]

    static let combinations = [
        Row(#"{"not":{"type":"null"}}"#, "null", "", "something else", "null"),
        Row(#"{"anyOf":[{"type":"null"},{"const":1}]}"#, "2", "", "null, or 1", "integer"),
        Row(
            #"{"oneOf":[{"type":"null"},{"properties":{"a":{"const":1}}}]}"#,
            #"{"a":2}"#,
            "/a",
            "1",
            "2"
        ),
        Row(
            #"{"oneOf":[{"minimum":1},{"minimum":2}]}"#,
            "3",
            "",
            "what keeps to one of 2 schemas",
            "what keeps to 2 of them"
        ),
        Row(
            ##"{"$defs":{"n":{"properties":{"next":{"$ref":"#/$defs/n"}},"required":["v"]}},"##
                + ##""$ref":"#/$defs/n"}"##,
            #"{"v":1,"next":{"v":1,"next":{}}}"#,
            "/next/next/v",
            "a value",
            "nothing"
        ),
    ]

    @Test(arguments: values + containers + combinations)
    func `a fault is told with its place`(row: Row) throws {
        let schema = try JSONSchema(try JSONValue(parsing: row.schema))
        let value = try JSONValue(parsing: row.value)
        let error = try #require(throws: SchemaViolation.self) { try schema.validate(value) }
        #expect(error.pointer == row.pointer)
        #expect(error.expected == row.expected)
        #expect(error.got == row.got)
    }

    @Test func `text is counted in code points, whatever they look like together`() throws {
        let schema = try JSONSchema(["maxLength": 2])
        try schema.validate("e\u{301}")
        #expect(throws: SchemaViolation.self) { try schema.validate("e\u{301}x") }
    }

    @Test func `annotations say nothing`() throws {
        let schema = try JSONSchema([
            "title": "t", "description": "d", "default": 1, "examples": [1], "format": "email",
        ])
        try schema.validate("no address")
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let schema: String
        let fault: SchemaError.Fault

        init(_ schema: String, _ fault: SchemaError.Fault) {
            self.schema = schema
            self.fault = fault
        }

        var testDescription: String { schema }
    }

    static let faults = [
        Fault(#"{"minimun":1}"#, .unknownKeyword("minimun")),
        Fault(#"{"type":"text"}"#, .malformed("type", expected: "a type's name")),
        Fault(#"{"minimum":"1"}"#, .malformed("minimum", expected: "a number")),
        Fault(#"{"multipleOf":0}"#, .malformed("multipleOf", expected: "a number above 0")),
        Fault(#"{"minItems":-1}"#, .malformed("minItems", expected: "an integer of at least 0")),
        Fault(#"{"pattern":"("}"#, .pattern("(")),
        Fault(##"{"$ref":"#/$defs/x"}"##, .unresolvedReference("#/$defs/x")),
        Fault(#"{"$ref":"http://example.com"}"#, .unresolvedReference("http://example.com")),
        Fault(##"{"allOf":[{"$ref":"#"}]}"##, .circularReference("#")),
    ]

    @Test(arguments: faults)
    func `a schema that cannot be enforced is refused`(row: Fault) throws {
        let document = try JSONValue(parsing: row.schema)
        let error = try #require(throws: SchemaError.self) { try JSONSchema(document) }
        #expect(error.fault == row.fault)
    }

    @Test func `an unknown keyword is found wherever it is`() throws {
        let document = try JSONValue(
            parsing: #"{"properties":{"a":{"items":{"oneOf":[true,{"if":true}]}}}}"#
        )
        let error = try #require(throws: SchemaError.self) { try JSONSchema(document) }
        #expect(error.pointer == "/properties/a/items/oneOf/1")
    }
}
