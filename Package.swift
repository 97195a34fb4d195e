// swift-tools-version: 6.2
import PackageDescription

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let orderedCollections = Target.Dependency.product(
    name: "OrderedCollections",
    package: "swift-collections"
)
let hashTreeCollections = Target.Dependency.product(
    name: "HashTreeCollections",
    package: "swift-collections"
)
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle",
    package: "swift-service-lifecycle"
)
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)

/// What every role plugin may see of ours: the plugin interface and the pure value modules.
let roleDependencies: [Target.Dependency] = [
    "Digests", "JSON", "Network", "PluginKit", "Proofs", "Reputation", "Tensors",
]

let package = Package(
    name: "assay",
    products: [
        .executable(name: "assay", targets: ["assay"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // System libraries, found by pkg-config.
        .systemLibrary(
            name: "CJansson",
            pkgConfig: "jansson",
            providers: [.apt(["libjansson-dev"])]
        ),
        .systemLibrary(name: "CSpawn"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // The wire side.
        .target(name: "JSON", dependencies: ["CJansson", orderedCollections]),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),

        .target(name: "JSONSchema", dependencies: ["JSON"]),
        .testTarget(name: "JSONSchemaTests", dependencies: ["JSON", "JSONSchema"]),

        .target(name: "JSONRPC", dependencies: ["JSON", logging, nioCore, nioPosix]),
        .testTarget(
            name: "JSONRPCTests",
            dependencies: [
                "FuzzTargets", "JSON", "JSONRPC", "TestDirectories", logging, nioCore, nioEmbedded,
                nioPosix,
            ]
        ),
        .target(name: "FuzzTargets", dependencies: ["JSON", "JSONRPC"], path: "Tests/FuzzTargets"),

        .target(
            name: "ProcessPlugins",
            dependencies: ["CSpawn", "JSON", "JSONRPC", logging, nioCore, nioPosix]
        ),
        .testTarget(
            name: "ProcessPluginsTests",
            dependencies: ["JSON", "JSONRPC", "ProcessPlugins"]
        ),

        // The compute side.
        .target(
            name: "CKernels",
            cSettings: [
                // Contraction off and no fast-math: one written operation order is the contract
                // (ARCHITECTURE.md). Kernels are optimised in every build configuration.
                .unsafeFlags([
                    "-O3", "-ffp-contract=off", "-fno-math-errno", "-Wall", "-Wextra", "-Werror",
                ])
            ]
        ),

        .target(name: "Digests", dependencies: [crypto]),
        .testTarget(name: "DigestsTests", dependencies: ["Digests"]),

        // Who may do what, wherever the sides meet.
        .target(name: "Access", dependencies: ["Digests", "JSON", crypto]),
        .testTarget(name: "AccessTests", dependencies: ["Access", "JSON"]),

        .target(name: "Tensors", dependencies: ["CKernels", "CZlib", "Digests", "JSON"]),
        .testTarget(
            name: "TensorsTests",
            dependencies: ["CKernels", "Digests", "JSON", "Tensors"]
        ),

        .target(name: "Graphs", dependencies: ["JSON", "Tensors"]),
        .testTarget(name: "GraphsTests", dependencies: ["Graphs", "JSON", "Tensors"]),

        .target(name: "Training", dependencies: ["Digests", "Graphs", "JSON", "Tensors"]),
        .testTarget(
            name: "TrainingTests",
            dependencies: ["Digests", "Graphs", "JSON", "Tensors", "Training"]
        ),

        .target(
            name: "Proofs",
            dependencies: ["Digests", "Graphs", "JSON", "Tensors", "Training"]
        ),
        .testTarget(
            name: "ProofsTests",
            dependencies: ["Digests", "Graphs", "JSON", "Proofs", "Tensors", "Training"]
        ),

        // The network side.
        .target(name: "Reputation"),
        .testTarget(name: "ReputationTests", dependencies: ["Reputation"]),

        .target(name: "Aggregation", dependencies: ["Reputation", "Tensors"]),
        .testTarget(
            name: "AggregationTests",
            dependencies: ["Aggregation", "Reputation", "Tensors"]
        ),

        .target(
            name: "Network",
            dependencies: ["Digests", "JSON", "Reputation", hashTreeCollections]
        ),
        .testTarget(
            name: "NetworkTests",
            dependencies: ["Digests", "JSON", "Network", "Reputation"]
        ),

        .target(
            name: "Ledger",
            dependencies: ["Digests", "JSON", "Network", crypto, grdb, logging]
        ),
        .testTarget(
            name: "LedgerTests",
            dependencies: [
                "Digests", "JSON", "Ledger", "Network", "Reputation", "TestDirectories", crypto,
                grdb, logging,
            ]
        ),

        // Where the sides meet.
        .target(
            name: "PluginKit",
            dependencies: [
                "Access", "Aggregation", "Digests", "Graphs", "JSON", "Ledger", "Network",
                "Proofs", "Reputation", "Tensors", "Training",
            ]
        ),
        .testTarget(
            name: "PluginKitTests",
            dependencies: [
                "Access", "Aggregation", "Digests", "JSON", "Ledger", "Network", "PluginKit",
                "Proofs", "Tensors", "TestDirectories", "Training",
            ]
        ),

        .target(name: "Submitter", dependencies: roleDependencies, path: "plugins/Submitter"),
        .target(name: "Solver", dependencies: roleDependencies, path: "plugins/Solver"),
        .target(name: "Verifier", dependencies: roleDependencies, path: "plugins/Verifier"),
        .target(
            name: "Whistleblower",
            dependencies: roleDependencies,
            path: "plugins/Whistleblower"
        ),
        .target(name: "Judge", dependencies: roleDependencies, path: "plugins/Judge"),

        .plugin(
            name: "EmbedSchemas",
            capability: .buildTool(),
            dependencies: ["embed-schemas"],
            path: "Sources/EmbedSchemasPlugin"
        ),
        .executableTarget(name: "embed-schemas", path: "Sources/EmbedSchemas"),
        .target(name: "Schemas", plugins: ["EmbedSchemas"]),

        .target(
            name: "Host",
            dependencies: [
                "Access", "Aggregation", "Digests", "Graphs", "JSON", "JSONRPC", "JSONSchema",
                "Judge",
                "Ledger", "Network", "PluginKit", "ProcessPlugins", "Proofs", "Reputation",
                "Schemas", "Solver", "Submitter", "Tensors", "Training", "Verifier",
                "Whistleblower", logging, metrics, serviceLifecycle,
            ]
        ),
        .target(
            name: "HostTesting",
            dependencies: [
                "Digests", "Host", "JSON", "JSONRPC", "Ledger", "Network", "TestDirectories",
                logging,
            ]
        ),
        .testTarget(
            name: "HostTests",
            dependencies: [
                "Access", "Aggregation", "Digests", "Graphs", "Host", "HostTesting", "JSON",
                "JSONRPC", "JSONSchema",
                "Ledger", "Network", "PluginKit", "Proofs", "Schemas", "Tensors", "Training",
                logging,
            ]
        ),

        .executableTarget(
            name: "assay",
            dependencies: [
                "Access", "Host", "JSON", "JSONRPC", "Tensors", argumentParser, logging,
                serviceLifecycle,
            ],
            // With the Swift libraries inside, the program runs where no toolchain is, starts
            // sooner and needs less memory.
            linkerSettings: [
                .unsafeFlags(
                    [
                        "-static-stdlib", "-l_FoundationCollections", "-l_FoundationCShims",
                        "-l_FoundationICU", "-lCoreFoundation", "-lstdc++",
                        "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
                    ],
                    .when(configuration: .release)
                )
            ]
        ),

        // Where tests write, whatever they test.
        .target(name: "TestDirectories", path: "Tests/TestDirectories"),

        // Rules about the tree itself: who imports whom, what each folder may hold.
        .testTarget(name: "ArchitectureTests"),
    ]
)

// `make fuzz` builds this one, with libFuzzer linked in; nothing else can.
if Context.environment["ASSAY_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: ["FuzzTargets"],
            path: "Tests/Fuzz",
            exclude: ["seeds", "tokens.dict"]
        )
    )
}

// One set of rules for every Swift target of ours.
for target in package.targets where ![.system, .plugin].contains(target.type) {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .swiftLanguageMode(.v6),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .treatAllWarnings(as: .error),
            .treatWarning("DeprecatedDeclaration", as: .warning),
        ]
}
