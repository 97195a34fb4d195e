import Host
import JSON
import JSONSchema
import Testing

/// What the validator cannot enforce must not stand in a schema.
struct SchemaCompilationTests {
    @Test func `every schema uses only keywords that are known`() throws {
        let entries = try MethodCatalogue.standard().entries
        #expect(entries.count > 60)
        for entry in entries {
            for parameter in entry.schema["params"]?.array ?? [] {
                _ = try JSONSchema(#require(parameter["schema"], "\(entry.name)"))
            }
            let result = try #require(entry.schema["result"]?["schema"], "\(entry.name)")
            let schema = try JSONSchema(result)
            for example in entry.schema["examples"]?.array ?? [] {
                let value = try #require(example["result"]?["value"], "\(entry.name)")
                #expect(throws: Never.self, "\(entry.name)") { try schema.validate(value) }
            }
        }
    }
}
