import JSON
import Testing

@Suite struct CanonicalTests {
    /// RFC 8785 section 3.2.3.
    @Test func `members are sorted as the RFC's example has it`() throws {
        let value = try JSONValue(
            parsing: #"""
                {
                  "\u20ac": "Euro Sign",
                  "\r": "Carriage Return",
                  "\ufb33": "Hebrew Letter Dalet With Dagesh",
                  "1": "One",
                  "\ud83d\ude00": "Emoji: Grinning Face",
                  "\u0080": "Control",
                  "\u00f6": "Latin Small Letter O With Diaeresis"
                }
                """#
        )
        let canonical = try JSONValue(parsing: value.canonicalBytes())
        #expect(
            canonical.object?.map(\.value) == [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis",
                "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
            ]
        )
    }

    /// RFC 8785 section 3.2.2, without its reals.
    @Test func `strings and literals are written as the RFC's example has it`() throws {
        let value = try JSONValue(
            parsing: #"""
                {
                  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                  "literals": [null, true, false]
                }
                """#
        )
        #expect(
            String(decoding: try value.canonicalBytes(), as: UTF8.self)
                == #"{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        )
    }

    @Test func `reals and integers that doubles cannot hold are refused with their place`() {
        #expect(throws: JSONCanonicalError.real(pointer: "/a~1b/0")) {
            try (["a/b": [1.5]] as JSONValue).canonicalBytes()
        }
        #expect(throws: JSONCanonicalError.unsafeInteger(pointer: "")) {
            try JSONValue.integer(1 << 53).canonicalBytes()
        }
        #expect(throws: Never.self) { try JSONValue.integer(1 - 1 << 53).canonicalBytes() }
    }

    @Test func `canonical bytes do not depend on the order of members`() throws {
        for seed: UInt64 in 1...300 {
            var generator = ValueGenerator(seed: seed)
            let value = Self.withoutReals(generator.value(depth: 4))
            let bytes = try value.canonicalBytes()
            #expect(try Self.reversed(value).canonicalBytes() == bytes, "seed \(seed)")
            #expect(try JSONValue(parsing: bytes).canonicalBytes() == bytes, "seed \(seed)")
        }
    }

    private static func withoutReals(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .string: value
        case .integer(let integer): .integer(integer % (1 << 53))
        case .real(let real): .string("\(real)")
        case .array(let array): .array(array.map(withoutReals))
        case .object(let object): .object(rebuilt(Array(object), withoutReals))
        }
    }

    private static func reversed(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .integer, .real, .string: value
        case .array(let array): .array(array.map(reversed))
        case .object(let object): .object(rebuilt(object.reversed(), reversed))
        }
    }

    private static func rebuilt(
        _ members: [(name: String, value: JSONValue)],
        _ transform: (JSONValue) -> JSONValue
    ) -> JSONObject {
        var object = JSONObject()
        for member in members { object[member.name] = transform(member.value) }
        return object
    }
}
