import JSON
import ProcessPlugins
import Testing

/// What plugins announce, and what users set.
@Suite struct ManifestTests {
    private func manifest(_ text: String) throws -> ProcessManifest {
        try ProcessManifest(json: JSONReader(JSONValue(parsing: text)))
    }

    @Test func `a manifest as pyln-client writes it is understood`() throws {
        let manifest = try manifest(
            """
            {"options": [{"name": "greeting", "description": "d", "type": "string",
              "multi": false, "deprecated": false, "dynamic": false, "default": "Hello"}],
             "rpcmethods": [{"name": "hello", "usage": "name [times] \\n Greets.",
              "description": "Greets."}],
             "subscriptions": ["task"], "hooks": [{"name": "payment", "before": [],
              "after": ["a"]}], "dynamic": true, "nonnumericids": true,
             "notifications": [{"method": "news"}], "featurebits": {}}
            """
        )
        #expect(manifest.options.first?.fallback == "Hello")
        #expect(manifest.methods.first?.parameters.map(\.name) == ["name", "times"])
        #expect(manifest.methods.first?.parameters.map(\.isRequired) == [true, false])
        #expect(manifest.hooks.first?.after == ["a"])
        #expect(manifest.notifications == ["news"])
        #expect(manifest.subscribes(to: "task"))
        #expect(manifest.isDynamic)
    }

    @Test(arguments: [
        ("[]", ""),
        ("{\"rpcmethods\": {}}", "/rpcmethods"),
        ("{\"rpcmethods\": [{\"usage\": \"\"}]}", "/rpcmethods/0/name"),
        ("{\"rpcmethods\": [{\"name\": \"a b\"}]}", "/rpcmethods/0/name"),
        ("{\"rpcmethods\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}", "/rpcmethods/1/name"),
        ("{\"options\": [{\"name\": \"a\", \"type\": \"real\"}]}", "/options/0/type"),
        (
            "{\"options\": [{\"name\": \"a\", \"type\": \"int\", \"default\": \"x\"}]}",
            "/options/0/default"
        ),
        ("{\"hooks\": [{\"name\": \"payment\", \"onFailure\": \"?\"}]}", "/hooks/0/onFailure"),
        ("{\"assay\": {\"rule\": \"solver\"}}", "/assay/rule"),
    ])
    func `a manifest that cannot be granted says where it is wrong`(
        text: String,
        pointer: String
    ) {
        #expect {
            try manifest(text)
        } throws: { error in
            (error as? JSONDecodingError)?.pointer == pointer
        }
    }

    @Test func `options are held to their types, from JSON and from words`() throws {
        let manifest = try manifest(
            """
            {"options": [{"name": "s"}, {"name": "i", "type": "int", "default": 1},
             {"name": "b", "type": "bool"}, {"name": "f", "type": "flag"},
             {"name": "m", "type": "int", "multi": true}]}
            """
        )
        let values = try manifest.optionValues(
            ["b": "true"],
            common: ["s": "word", "i": "42", "b": false, "m": ["1", 2], "other": 3]
        )
        #expect(
            values == ["s": "word", "i": 42, "b": true, "f": false, "m": [1, 2]] as JSONObject
        )
        #expect(try manifest.optionValues([:], common: [:]) == ["i": 1, "f": false])
        for (name, value) in [("i", "x" as JSONValue), ("b", 1), ("s", []), ("f", "yes"), ("x", 1)]
        {
            #expect(throws: JSONDecodingError.self) {
                try manifest.optionValues([name: value], common: [:])
            }
        }
    }
}
