import JSON
import Testing

@Suite struct ParsingTests {
    /// Texts that every parser must accept, after the families of the JSON parsing test suite.
    static let accepted: [(text: String, value: JSONValue)] = [
        ("null", nil), ("true", true), (" false ", false), ("\t\r\n0\n", 0),
        ("-0", 0), ("-1", -1), ("123", 123), ("1E22", 1e22), ("1e+2", 100.0), ("1e-2", 0.01),
        ("0.0", 0.0), ("0e1", 0.0), ("123.456789", 123.456789),
        ("-237462374673276894279832", -237462374673276894279832.0),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .real(9_223_372_036_854_775_808)),
        ("-9223372036854775809", .real(-9_223_372_036_854_775_808)),
        (#""""#, ""), (#"" ""#, " "), (#""asd""#, "asd"),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (#""\u0060\u012a\u12AB""#, "\u{60}\u{12a}\u{12ab}"), (#""\uD801\udc37""#, "\u{10437}"),
        (#""\u0000""#, "\0"), (#""a\u0000b""#, "a\0b"), ("\"\u{7f}\"", "\u{7f}"),
        ("\"\u{2028}\"", "\u{2028}"),
        ("\"\u{1F600}\"", "\u{1F600}"), (#""new\u00A0line""#, "new\u{a0}line"),
        ("[]", []), ("[ ]", []), ("[[]   ]", [[]]), ("[\"\"]", [""]), ("[1\n]", [1]), (" [1]", [1]),
        ("[1,null,null,null,2]", [1, nil, nil, nil, 2]),
        ("[null, 1, \"1\", {}]", [nil, 1, "1", [:]]),
        ("{}", [:]), (#"{"":0}"#, ["": 0]), (#"{"a":[]}"#, ["a": []]), (#"{"\u0061":1}"#, ["a": 1]),
        (#"{"min": -1.0e+28, "max": 1.0e+28}"#, ["min": -1.0e28, "max": 1.0e28]),
        ("{\n\"a\": \"b\"\n}", ["a": "b"]),
    ]

    @Test(arguments: accepted)
    func `well-formed texts are read`(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    /// Texts that no parser may accept.
    static let refused: [String] = [
        "", " ", "[1 true]", "[\"\": 1]", "[\"\"],", "[,1]", "[1,,2]", "[\"x\"]]", "[\"\",]",
        "[\"x\"", "[x", "[3[4]]",
        "[1:2]", "[,]", "[-]", "[ , \"\"]", "[*]", "[1,]", "[1", "[\"a\",\n4\n,1,", "[fals]",
        "[nul]", "[tru]",
        "[++1234]", "[+1]", "[+Inf]", "[-01]", "[-1.0.]", "[-2.]", "[-NaN]", "[.-1]", "[.2e-3]",
        "[0.1.2]", "[0.3e+]",
        "[0.3e]", "[0.e1]", "[0E+]", "[0E]", "[1.0e+]", "[1.0e-]", "[1.0e]", "[1 000.0]", "[2.e+3]",
        "[Inf]", "[NaN]",
        "[0x1]", "[0x42]", "[Infinity]", "[-123.123foo]", "[-Infinity]", "[-foo]", "[- 1]",
        "[-012]", "[1ea]", "[012]",
        "[1.8011670033376514H-308]", "1e999", "[\"x\", truth]", "{[: \"x\"}\n", "{\"x\", null}",
        "{\"x\"::\"b\"}",
        "{\"a\":\"a\" 123}", "{key: 'value'}", "{\"a\" b}", "{:\"b\"}", "{\"a\" \"b\"}", "{\"a\":",
        "{\"a\"", "{1:1}",
        "{9999E9999:1}", "{\"id\":0,,,,,}", "{'a':0}", "{\"id\":0,}", "{\"a\":\"b\"}/**/",
        "{\"a\":\"b\"}//",
        "{\"a\":\"b\",,\"c\":\"d\"}", "{a: \"b\"}", "{\"a\":\"a", "{\"a\":\"b\"}#",
        "[\"\\uD800\\\"]", "[\"\\uD800\\u\"]",
        "[\"\\u00A\"]", "[\"\\x00\"]", "[\"\\\\\\\"]", "[\"\\\t\"]", "[\"\\a\"]", "[\"\\uqqqq\"]",
        "[\"\\", "[\"\\u12\"]",
        "[\"\\uD834\"]", "[\"\\uDC00\"]", "[\"new\nline\"]", "[\"\t\"]", "\"", "'x'", "a\u{e5}",
        "[True]", "1]", "{]", "[}",
        "[1}", "{\"x\": true,", "[][]", "]", "{}}", "{\"\":", "{\"a\":/*comment*/\"b\"}",
        "{\"a\": true} \"x\"", "['", "[",
        "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "\u{feff}{}", "<.>", "[<null>]",
        "{\"\\u0000\":1}", "1 2", "tru",
    ]

    @Test(arguments: refused)
    func `malformed texts are refused`(text: String) {
        #expect(throws: JSONParseError.self) { try JSONValue(parsing: text) }
    }

    @Test(
        arguments: [
            [0x22, 0xE9, 0x22], [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22],
            [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0xBF, 0xBF, 0xBF, 0x22], [0x22, 0x81, 0x22], [0x22, 0xE5], [0xEF, 0xBB],
        ] as [[UInt8]]
    )
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        #expect(throws: JSONParseError.self) { try JSONValue(parsing: bytes) }
    }

    /// libjansson would let the first three pass.
    @Test(arguments: ["1\0", "true\0", "0\0{}", "{\0}", "\"a\0b\"", "\0"])
    func `a raw NUL is refused wherever it stands`(text: String) throws {
        let error = try #require(throws: JSONParseError.self) { try JSONValue(parsing: text) }
        #expect(error.reason == .rawNUL)
        #expect(
            error.position == text.utf8.count { $0 != 0 }
                - text.utf8.reversed().prefix { $0 != 0 }.count
        )
    }

    @Test func `an integer beyond 64 bits costs only its own digits`() throws {
        let text =
            #"{"id":18446744073709551616,"n":9007199254740993,"s":"18446744073709551616\"","r":-1e3}"#
        #expect(
            try JSONValue(parsing: text) == [
                "id": 18_446_744_073_709_551_616.0, "n": 9_007_199_254_740_993,
                "s": "18446744073709551616\"", "r": -1000.0,
            ]
        )
    }

    @Test func `faults say line, column and byte`() throws {
        func fault(_ text: String) throws -> JSONParseError {
            try #require(throws: JSONParseError.self) { try JSONValue(parsing: text) }
        }
        let colon = try fault("{\n  \"a\" 1\n}")
        #expect(colon.line == 2)
        #expect(colon.column == 7)
        #expect(colon.position == 9)

        let wide = try fault("[18446744073709551616,\n 18446744073709551616, x]")
        #expect(wide.line == 2)
        #expect(wide.column == 24)
        #expect(wide.position == 47)

        let nul = try fault("[\n \u{e9}\0]")
        #expect(nul.line == 2)
        #expect(nul.column == 3)
        #expect(nul.position == 5)
    }

    @Test func `a text beyond a limit is refused by the limit's name`() throws {
        let limits = JSONLimits(byteCountMax: 20, depthMax: 3)
        #expect(try JSONValue(parsing: "[[[1]],[[2]]]", limits: limits) == [[[1]], [[2]]])
        let deep = try #require(throws: JSONParseError.self) {
            try JSONValue(parsing: #"["[[[",[{"a":[1]}]]"#, limits: limits)
        }
        #expect(deep.reason == .tooDeep(depthMax: 3))
        #expect(deep.position == 13)
        let large = try #require(throws: JSONParseError.self) {
            try JSONValue(parsing: String(repeating: " ", count: 20) + "1", limits: limits)
        }
        #expect(large.reason == .tooLarge(byteCountMax: 20))
    }

    @Test(arguments: [256, 2048, 100_000])
    func `nesting is refused long before it could use up the stack`(depth: Int) throws {
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect((try? JSONValue(parsing: text)) != nil || depth > 256)
        let error = try #require(throws: JSONParseError.self) {
            try JSONValue(parsing: "[" + text + "]")
        }
        #expect(error.reason == .tooDeep(depthMax: 256))
        #expect(error.position == 256)
    }

    @Test func `names that differ only in Unicode normal form are refused, not merged`() throws {
        let error = try #require(throws: JSONParseError.self) {
            try JSONValue(parsing: "{\"\u{e9}\":1,\"e\u{301}\":2}")
        }
        guard case .ambiguousName = error.reason else {
            Issue.record("\(error)")
            return
        }
    }

    @Test(arguments: [
        (#"{"a":1,"a":2}"#, #"{"a":2}"#), (#"{"a":1,"b":0,"\u0061":2}"#, #"{"a":2,"b":0}"#),
        (#"[{"a":[],"a":{"a":1,"a":null}}]"#, #"[{"a":{"a":null}}]"#),
    ])
    func `where repeated names are let pass, the last value counts`(
        text: String,
        read: String
    )
        throws
    {
        let bytes = Array(text.utf8)[...]
        #expect(try JSONValue(parsing: bytes, repeatedNames: .lastKept).text == read)
        #expect(throws: JSONParseError.self) { try JSONValue(parsing: bytes) }
    }

    @Test func `members keep the order in which they were written`() throws {
        let names = (0..<200).map { "\(($0 * 7919) % 211)" }
        let text = "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
        #expect(try JSONValue(parsing: text).object?.names == names)
    }
}
