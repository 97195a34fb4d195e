import JSON
import Testing

@Suite struct DecodingTests {
    private func fault(_ body: () throws -> Void) throws -> JSONDecodingError {
        try #require(throws: JSONDecodingError.self) { try body() }
    }

    @Test func `a fault says where, what was expected and what was found`() throws {
        let reader = JSONReader(["a": [1, "x"], "b/c": 1.5])
        #expect(
            try fault {
                var fields = try reader.object()
                _ = try fields.required("a").elements()[1].integer()
            } == JSONDecodingError(pointer: "/a/1", expected: "an integer", got: "string")
        )
        #expect(
            try fault {
                var fields = try reader.object()
                _ = try fields.required("b/c").string()
            } == JSONDecodingError(pointer: "/b~1c", expected: "a string", got: "number")
        )
        #expect(
            try fault {
                var fields = try reader.object()
                _ = fields.optional("a")
                try fields.finish()
            }
                == JSONDecodingError(
                    pointer: "/b~1c",
                    expected: "one of a",
                    got: "the unknown name \"b/c\""
                )
        )
    }

    @Test func `a long name is cut where it is told of`() throws {
        // One character of many scalars, as some languages and all mischief have them.
        for name in [
            String(repeating: "x", count: 1000), "e" + String(repeating: "\u{301}", count: 999),
        ] {
            let fault = try fault {
                var fields = try JSONReader(.object([name: 1])).object()
                _ = fields.optional("a")
                try fields.finish()
            }
            let cut = String(String.UnicodeScalarView(name.unicodeScalars.prefix(80))) + "..."
            #expect(fault.got == "the unknown name \"\(cut)\"")
            #expect(fault.pointer == "/\(cut)")
        }
        #expect("short".excerpt == "short")
        let longest = String(repeating: "x", count: 80)
        #expect(longest.excerpt == longest)
    }

    @Test func `members that are not kept leave the others in order`() {
        var object: JSONObject = ["b": 1, "a": nil, "c": 2, "d": nil]
        object.keep { $1 != .null || $0 == "d" }
        #expect(object.names == ["b", "c", "d"])
    }

    @Test(arguments: ["01", "+1", "-0", "", "1.0", " 1", "9223372036854775808"])
    func `a decimal string has one spelling`(text: String) {
        #expect(throws: JSONDecodingError.self) { try JSONReader(.string(text)).decimal() }
    }

    @Test func `numbers out of bounds are named with their bounds`() throws {
        #expect(try JSONReader("-9223372036854775808").decimal() == .min)
        #expect(
            try fault { _ = try JSONReader(0).integer(in: 1 ... .max) }.expected
                == "an integer of at least 1"
        )
        #expect(
            try fault { _ = try JSONReader([1, 2, 3]).elements(count: 0...2) }
                == JSONDecodingError(pointer: "", expected: "0 to 2 elements", got: "3")
        )
    }
}
