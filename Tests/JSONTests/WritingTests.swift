import JSON
import Testing

@Suite struct WritingTests {
    @Test(
        arguments: [
            (nil, "null"), (true, "true"), (0, "0"), (.integer(.min), "-9223372036854775808"),
            (1.0, "1.0"),
            (-0.0, "-0.0"), (0.1, "0.1"), (1e16, "1e+16"),
            (.real(.leastNonzeroMagnitude), "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (.real(.nan), "null"), (.real(-.infinity), "null"),
            ("", "\"\""), ("a\"b\\c/", #""a\"b\\c/""#),
            ("\u{8}\t\n\u{c}\r\0\u{1f}\u{7f}", "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u{7f}\""),
            ("\u{20ac}\u{1F600}", "\"\u{20ac}\u{1F600}\""),
            ([], "[]"), ([1, [2.5], "x"], "[1,[2.5],\"x\"]"), ([:], "{}"),
            (["b": 1, "a": [:]], #"{"b":1,"a":{}}"#),
        ] as [(JSONValue, String)]
    )
    func `values are written compactly`(value: JSONValue, text: String) {
        #expect(value.text == text)
        #expect(value.serialized() == Array(text.utf8))
    }

    @Test func `pretty text has a line a member`() {
        let value: JSONValue = ["a": [1, [:], []], "b": ["c": nil]]
        #expect(
            value.prettyText == """
                {
                  "a": [
                    1,
                    {},
                    []
                  ],
                  "b": {
                    "c": null
                  }
                }
                """
        )
    }

    @Test func `whatever is written reads back the same, compact and pretty`() throws {
        for seed: UInt64 in 1...2000 {
            var generator = ValueGenerator(seed: seed)
            let value = generator.value(depth: 5)
            #expect(try JSONValue(parsing: value.serialized()) == value, "seed \(seed)")
            #expect(try JSONValue(parsing: value.prettyText) == value, "seed \(seed)")
        }
    }

    @Test func `doubles of every bit pattern round-trip`() throws {
        var generator = ValueGenerator(seed: 7)
        for _ in 0..<20_000 {
            let real = Double(bitPattern: generator.next())
            guard real.isFinite else { continue }
            let read = try JSONValue(parsing: JSONValue.real(real).text)
            #expect(read.number?.bitPattern == real.bitPattern, "seed 7, \(real)")
        }
    }
}

/// Values that follow from a seed.
struct ValueGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func next(below bound: UInt64) -> UInt64 { next() % bound }

    mutating func value(depth: Int) -> JSONValue {
        switch next(below: depth > 0 ? 8 : 6) {
        case 0: return nil
        case 1: return .bool(next(below: 2) == 0)
        case 2: return .integer(Int64(bitPattern: next() >> next(below: 64)))
        case 3:
            let real = Double(bitPattern: next())
            return .real(real.isFinite ? real : 0.5)
        case 4, 5: return .string(string())
        case 6: return .array((0..<next(below: 5)).map { _ in value(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<next(below: 5) { object[string()] = value(depth: depth - 1) }
            return .object(object)
        }
    }

    /// A string of scalars from the corners.
    ///
    /// Controls, quotes, two, three and four bytes of UTF-8. No NUL,
    /// which names cannot have, and no combining marks, under which two names could be one to Swift.
    mutating func string() -> String {
        var string = ""
        let scalars: [Unicode.Scalar] = [
            "a", "\"", "\\", "\u{1}", "\n", "\u{7f}", "\u{a0}", "\u{20ac}", "\u{ffff}", "\u{1F600}",
            "\u{10FFFF}", "/",
        ]
        for _ in 0..<next(below: 12) {
            string.unicodeScalars.append(scalars[Int(next(below: UInt64(scalars.count)))])
        }
        return string
    }
}
