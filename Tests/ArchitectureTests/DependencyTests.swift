import Testing

/// What ARCHITECTURE.md says of the modules, as a table: dependencies point one way.
@Suite struct DependencyTests {
    static let roleImports: Set<String> = [
        "Digests", "JSON", "Network", "PluginKit", "Proofs", "Reputation", "Tensors",
    ]

    /// What each module may import of ours, lowest first: a module imports only modules above it.
    static let allowed: [(module: String, imports: Set<String>)] = [
        ("Digests", []),
        ("JSON", ["CJansson"]),
        ("JSONRPC", ["JSON"]),
        ("JSONSchema", ["JSON"]),
        ("ProcessPlugins", ["CSpawn", "JSON", "JSONRPC"]),
        ("Access", ["Digests", "JSON"]),
        ("Tensors", ["CKernels", "CZlib", "Digests", "JSON"]),
        ("Graphs", ["JSON", "Tensors"]),
        ("Training", ["Digests", "Graphs", "JSON", "Tensors"]),
        ("Proofs", ["Digests", "Graphs", "JSON", "Tensors", "Training"]),
        ("Reputation", []),
        ("Aggregation", ["Reputation", "Tensors"]),
        ("Network", ["Digests", "JSON", "Reputation"]),
        ("Ledger", ["Digests", "JSON", "Network"]),
        (
            "PluginKit",
            [
                "Access", "Aggregation", "Digests", "Graphs", "JSON", "Ledger", "Network",
                "Proofs", "Reputation", "Tensors", "Training",
            ]
        ),
        ("Submitter", roleImports),
        ("Solver", roleImports),
        ("Verifier", roleImports),
        ("Whistleblower", roleImports),
        ("Judge", roleImports),
        ("Schemas", []),
        (
            "Host",
            [
                "Access", "Aggregation", "Digests", "Graphs", "JSON", "JSONRPC", "JSONSchema",
                "Judge",
                "Ledger", "Network", "PluginKit", "ProcessPlugins", "Proofs", "Reputation",
                "Schemas", "Solver", "Submitter", "Tensors", "Training", "Verifier",
                "Whistleblower",
            ]
        ),
        ("HostTesting", ["Digests", "Host", "JSON", "JSONRPC", "Ledger", "Network"]),
        ("assay", ["Access", "Host", "JSON", "JSONRPC", "Tensors"]),
    ]

    static let ours = Set(allowed.map(\.module)).union(["CJansson", "CKernels", "CSpawn", "CZlib"])

    @Test(arguments: allowed.map(\.module))
    func `a module imports only what the table allows`(module: String) throws {
        let allowed = try #require(Self.allowed.first { $0.module == module }).imports
        let files = try SourceTree.module(module)
        try #require(!files.isEmpty)
        for file in files {
            for name in file.imports where Self.ours.contains(name) {
                #expect(allowed.contains(name), "\(file.path) imports \(name)")
            }
        }
    }

    @Test func `the table itself points one way`() {
        var seen: Set<String> = ["CJansson", "CKernels", "CSpawn", "CZlib"]
        for (module, imports) in Self.allowed {
            #expect(imports.isSubset(of: seen), "\(module) imports a module below it")
            seen.insert(module)
        }
    }

    @Test func `every module stands in the table`() throws {
        let swift = try SourceTree.files(in: ["Sources", "plugins"])
            .filter { $0.fileExtension == "swift" }
        let folders = Set(swift.compactMap { $0.path.split(separator: "/").dropFirst().first })
        let buildTools: Set<Substring> = ["EmbedSchemas", "EmbedSchemasPlugin"]
        #expect(
            Set(folders.subtracting(buildTools).map(String.init)) == Set(Self.allowed.map(\.module))
        )
    }

    /// Modules whose results must be the same on every machine: nothing of the platform in them.
    @Test(arguments: [
        "Access", "Digests", "JSON", "Reputation", "Aggregation", "Network", "Graphs", "Proofs",
    ])
    func `pure modules import no platform library`(module: String) throws {
        let platform: Set<String> = [
            "Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Logging",
        ]
        for file in try SourceTree.module(module) {
            #expect(platform.isDisjoint(with: file.imports), "\(file.path)")
        }
    }
}
