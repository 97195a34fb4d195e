import Glibc
import JSON
import Testing

/// The public JSONTestSuite, whole: what every parser must accept, what none may, and the rest.
@Suite struct TestSuiteTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]

        var testDescription: String { name }

        init(_ line: JSONValue) throws {
            name = try #require(line["name"]?.string)
            let unit = try #require(line["bytes"]?.string)
            let text =
                String(repeating: unit, count: Int(line["repeat"]?.integer ?? 1))
                + (line["then"]?.string ?? "")
            // Each character of the file stands for the byte of its number.
            bytes = text.unicodeScalars.map { UInt8($0.value) }
        }
    }

    static let cases: Result<[Case], any Error> = Result { try read() }

    static func cases(of family: String) throws -> [Case] {
        try cases.get().filter { $0.name.hasPrefix(family) }
    }

    /// The one text of the must-accept family that is refused: libjansson cannot hold a NUL in a
    /// name, and says so.
    static let documentedRefusal = "y_object_escaped_null_in_key"

    @Test func `the suite is whole`() throws {
        #expect(try Self.cases(of: "y_").count == 95)
        #expect(try Self.cases(of: "n_").count == 188)
        #expect(try Self.cases(of: "i_").count == 35)
    }

    @Test func `what every parser must accept is accepted`() throws {
        for text in try Self.cases(of: "y_") where text.name != Self.documentedRefusal {
            #expect(throws: Never.self, "\(text.name)") { try Self.parse(text) }
        }
    }

    @Test func `the one documented exception says why`() throws {
        let texts = try Self.cases(of: Self.documentedRefusal)
        let text = try #require(texts.first)
        let error = try #require(throws: JSONParseError.self) { try Self.parse(text) }
        #expect("\(error)".contains("NUL byte in object key"))
    }

    @Test func `what no parser may accept is refused`() throws {
        for text in try Self.cases(of: "n_") {
            #expect(throws: JSONParseError.self, "\(text.name)") { try Self.parse(text) }
        }
    }

    @Test func `what is left to the parser is read or refused, and round-trips if read`() throws {
        for text in try Self.cases(of: "i_") + Self.cases(of: "y_") {
            guard let value = try? Self.parse(text) else { continue }
            #expect(try JSONValue(parsing: value.serialized()) == value, "\(text.name)")
        }
    }

    /// As the messages on the wire are read.
    static func parse(_ text: Case) throws -> JSONValue {
        try JSONValue(parsing: text.bytes[...], repeatedNames: .lastKept)
    }

    private static func read() throws -> [Case] {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let file = try #require(fopen("/\(folder)/JSONTestSuite/cases.jsonl", "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while case let byte = getc(file), byte != EOF { bytes.append(UInt8(byte)) }
        return try bytes.split(separator: UInt8(ascii: "\n")).map {
            try Case(JSONValue(parsing: $0))
        }
    }
}
