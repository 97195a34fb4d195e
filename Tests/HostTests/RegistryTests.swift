import Foundation
import Host
import HostTesting
import JSON
import JSONRPC
import Testing

/// Every method has a schema, every schema a method, and both know the same parameters.
@Suite struct RegistryTests {
    private static let schemas = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "rpc-schemas")

    @Test func `every method has a schema and every schema a method`() async throws {
        let entries = try MethodCatalogue.standard().entries.map(\.name)
        try await withHost { host in
            #expect(host.host.methodNames.sorted() == entries)
        }
    }

    @Test func `the schemas in the program are those in the tree, each under its method's name`()
        throws
    {
        let files = FileManager.default.enumerator(atPath: Self.schemas.path)
        let names = (files?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(".json") && $0 != "common.json" }
        let catalogue = try MethodCatalogue.standard()
        #expect(names.count == catalogue.entries.count)
        for name in names {
            let method = String(name.dropLast(".json".count).replacing("/", with: "."))
            let bytes = try Data(contentsOf: Self.schemas.appending(path: name))
            let schema = catalogue.common.resolving(try JSONValue(parsing: Array(bytes)))
            #expect(schema["name"]?.string == method)
            #expect(catalogue[method]?.schema == schema, "\(name) is newer than the program")
        }
    }

    @Test func `the document of rpc.discover holds every method`() async throws {
        try await withHost { host in
            let document = try await host.call("rpc.discover")
            #expect(document["openrpc"] == "1.3.2")
            let names = try document.elements(of: "methods").compactMap { $0["name"]?.string }
            #expect(names == host.host.methodNames.sorted())
        }
    }

    @Test func `the role plugins list the methods of their namespaces`() async throws {
        try await withHost { host in
            let plugins = try await host.call("plugin.list").elements(of: "plugins")
            #expect(plugins.count == 5)
            for plugin in plugins {
                #expect(plugin["enabled"] == true)
                let role = try plugin.text(of: "role")
                let methods = try plugin.elements(of: "methods").compactMap(\.string)
                let expected = host.host.methodNames.filter { $0.hasPrefix("\(role).") }.sorted()
                #expect(methods == expected)
            }
        }
    }

    /// A parameter that a method's decoder does not know would be refused as a stranger, at the
    /// pointer of the whole; one that it reads under another name likewise.
    @Test func `every parameter of a schema is read by its method, by name and by position`()
        async throws
    {
        let entries = try MethodCatalogue.standard().entries
        try await withHost { host in
            for entry in entries {
                for name in entry.parameterNames {
                    var params = try entry.exampleParameters()
                    params[name] = entry.wrongValue(for: name)
                    let byName = try await host.refusal(of: entry.name, params)
                    #expect(byName.code == .invalidParameters, "\(entry.name) \(name)")
                    #expect(byName.data?["pointer"]?.string == "/\(name)", "\(entry.name)")
                    #expect(!byName.message.contains("unknown name"), "\(entry.name) \(byName)")

                    let values = entry.parameterNames.map { params[$0] ?? .null }
                    let byPosition = await #expect(throws: ClientError.self) {
                        try await host.client.call(entry.name, .array(values))
                    }
                    #expect(byPosition == .refused(byName), "\(entry.name) \(name)")
                }
            }
        }
    }

    @Test func `parameters that no schema has are refused by name, surplus ones by number`()
        async throws
    {
        let entries = try MethodCatalogue.standard().entries
        try await withHost { host in
            for entry in entries {
                var params = try entry.exampleParameters()
                params["surprise"] = 1
                let error = try await host.refusal(of: entry.name, params)
                #expect(error.code == .invalidParameters, "\(entry.name)")
                #expect(error.data?["pointer"] == "/surprise", "\(entry.name): \(error)")

                let surplus = Array(
                    repeating: JSONValue.null,
                    count: entry.parameterNames.count + 1
                )
                let byPosition = await #expect(throws: ClientError.self) {
                    try await host.client.call(entry.name, .array(surplus))
                }
                guard case .refused(let refusal) = byPosition else { continue }
                #expect(refusal.code == .invalidParameters, "\(entry.name)")
            }
        }
    }
}

extension MethodCatalogue.Entry {
    /// The parameters of the first example.
    func exampleParameters() throws -> JSONObject {
        let example = try #require(schema["examples"]?[0], "\(name) has no example")
        var params = JSONObject()
        for parameter in example["params"]?.array ?? [] {
            params[try parameter.text(of: "name")] = parameter["value"]
        }
        return params
    }

    /// A value of a type that a parameter never has.
    func wrongValue(for parameter: String) -> JSONValue {
        let schema = schema(ofParameter: parameter)
        let ways = [schema] + (schema?["anyOf"]?.array ?? [])
        return ways.contains { $0?["type"] == "object" } ? 5 : [:]
    }
}
