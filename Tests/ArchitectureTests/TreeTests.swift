import Testing

/// Rules about what the files may hold.
///
/// Each bans a thing and names the replacement.
@Suite struct TreeTests {
    @Test func `C stays in CKernels and the module maps`() throws {
        for file in try SourceTree.files(in: ["Sources", "plugins", "Tests"])
        where ["c", "h", "cc", "cpp", "hpp"].contains(file.fileExtension) {
            let shim = file.path.hasSuffix("/shim.h")
            #expect(shim || file.path.hasPrefix("Sources/CKernels/"), "\(file.path)")
        }
    }

    @Test func `Python stays in plugins, clients, examples, conformance tests and benchmarks`()
        throws
    {
        for file in try SourceTree.files(in: ["Sources", "Tests"]) where file.fileExtension == "py"
        {
            #expect(file.path.hasPrefix("Tests/conformance/"), "\(file.path)")
        }
    }

    @Test(arguments: [
        ("try!", "a typed error"),
        ("as!", "as? with an error"),
        ("fatalError(", "a typed error, or precondition for our own faults"),
        ("TODO", "the finished thing, or an issue"),
        ("FIXME", "the finished thing, or an issue"),
    ])
    func `traps and promises stay out of the sources`(banned: String, replacement: String) throws {
        for file in try SourceTree.files(in: ["Sources", "plugins"]) {
            for (number, line) in file.lines.enumerated() where line.contains(banned) {
                Issue.record("\(file.path):\(number + 1) has \(banned); use \(replacement)")
            }
        }
    }

    @Test func `every unchecked promise to the compiler is proved beside it`() throws {
        let promises = ["@unchecked Sendable", "nonisolated(unsafe)", "@_silgen_name"]
        for file in try SourceTree.files(in: ["Sources", "plugins"])
        where file.fileExtension == "swift" {
            for (number, line) in file.lines.enumerated()
            where promises.contains(where: { line.contains($0) }) {
                let before = file.lines[max(0, number - 8)...number]
                #expect(before.contains { $0.contains("SAFETY:") }, "\(file.path):\(number + 1)")
            }
        }
    }

    /// Taken out of a generic lock and put back, a bare function is wrapped once more.
    ///
    /// Call by call it becomes slower and larger. In a struct it stays as it is.
    @Test func `no lock holds a bare function`() throws {
        let files = try SourceTree.files(in: ["Sources", "plugins"])
        let text = files.flatMap(\.lines).joined(separator: "\n")
        let aliases = text.matches(of: /typealias (\w+)\s*=\s*[^\n]*->/).map(\.1)
        let locks = text.matches(of: /Mutex<([^\n]*)>\(/).map(\.1)
        #expect(!aliases.isEmpty && !locks.isEmpty)
        for lock in locks {
            let names = lock.split { !$0.isLetter }
            #expect(!lock.contains("->") && !names.contains(where: aliases.contains), "\(lock)")
        }
    }

    /// Who fetches a key elsewhere could sign as somebody whom its caller may not be.
    @Test func `signing keys are fetched where permissions are checked, and nowhere else`() throws {
        let files: Set<String> = [
            // Checks `Permission.current`.
            "Sources/PluginKit/Services/NetworkService.swift",
            // Only the public halves.
            "Sources/Host/Methods/Key/KeyList.swift",
            "Sources/Host/Methods/Network/NetworkCreate.swift",
        ]
        for file in try SourceTree.files(in: ["Sources", "plugins"])
        where !file.path.hasPrefix("Sources/Ledger/") && !files.contains(file.path) {
            #expect(!file.lines.contains { $0.contains(".key(named:") }, "\(file.path)")
        }
    }

    @Test func `every error of the table is thrown somewhere`() throws {
        let sources = try SourceTree.files(in: ["Sources", "plugins"])
        let isTable = { (file: SourceTree.File) in
            file.path.hasPrefix("Sources/JSONRPC/ErrorCode")
        }
        let start = "    public static let "
        let names = sources.filter(isTable).flatMap(\.lines)
            .filter { $0.hasPrefix(start) && $0.hasSuffix("= ErrorCode(") }
            .compactMap { $0.dropFirst(start.count).split(separator: " ").first }
        try #require(names.count > 50)
        let words = Set(
            sources.filter { !isTable($0) }.flatMap(\.lines)
                .flatMap { $0.split { !($0.isLetter || $0 == "." || $0.isNumber) } }
        )
        for name in names {
            #expect(words.contains(".\(name)") || words.contains("ErrorCode.\(name)"), "\(name)")
        }
    }

    /// The files that are longer than any is meant to be; each is better split by idea.
    private static let longFiles: Set<String> = [
        "Tests/JSONRPCTests/SocketServerTests.swift",
        "Tests/conformance/test_access.py",
    ]

    @Test func `no file that people write is longer than it takes to read it at a sitting`() throws
    {
        let folders = ["Sources", "plugins", "Tests", "clients", "docs", "examples", "Benchmarks"]
        for file in try SourceTree.files(in: folders)
        where ["c", "h", "py", "sh", "swift"].contains(file.fileExtension) {
            let isMade = file.lines.prefix(5).contains { $0.contains("Made by ") }
            let isLong = isMade || Self.longFiles.contains(file.path)
            #expect(file.lines.count <= 301 || isLong, "\(file.path) is better split by idea")
        }
    }
}
