import Glibc
import JSON
import JSONSchema
import Testing

/// The official JSON-Schema-Test-Suite for draft 2020-12, for the keywords that are supported.
@Suite struct TestSuiteTests {
    static let groups: Result<[JSONValue], any Error> = Result { try read() }

    @Test func `the suite is whole`() throws {
        let groups = try Self.groups.get()
        let refused = groups.filter { $0["refused"] == true }
        let served = groups.filter { $0["refused"] == false }
        #expect(refused.count == 26)
        #expect(served.count == 167)
        #expect(served.reduce(0) { $0 + ($1["tests"]?.array?.count ?? 0) } == 629)
    }

    @Test func `values are valid and invalid as the suite says`() throws {
        for group in try Self.groups.get() where group["refused"] == false {
            let name = "\(group["file"]?.string ?? ""): \(group["description"]?.string ?? "")"
            let schema = try JSONSchema(try #require(group["schema"]))
            for test in try #require(group["tests"]?.array) {
                let data = try #require(test["data"])
                #expect(
                    isValid(data, schema) == test["valid"]?.bool,
                    "\(name): \(test["description"]?.string ?? "")"
                )
            }
        }
    }

    @Test func `schemas with other keywords are refused, not half understood`() throws {
        for group in try Self.groups.get() where group["refused"] == true {
            let document = try #require(group["schema"])
            #expect(throws: SchemaError.self, "\(group["description"]?.string ?? "")") {
                try JSONSchema(document)
            }
        }
    }

    private func isValid(_ value: JSONValue, _ schema: JSONSchema) -> Bool {
        do {
            try schema.validate(value)
            return true
        } catch {
            return false
        }
    }

    private static func read() throws -> [JSONValue] {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let path = "/\(folder)/JSONSchemaTestSuite/cases.jsonl"
        let file = try #require(fopen(path, "r"), "\(path) is missing")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
            bytes += chunk[..<count]
        }
        return try bytes.split(separator: UInt8(ascii: "\n")).map {
            try JSONValue(parsing: Array($0))
        }
    }
}
