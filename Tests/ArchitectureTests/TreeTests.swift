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
        let promises = ["@unchecked Sendable", "nonisolated(unsafe)"]
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

    /// A ratchet: it stops small files from growing; lower it when the longest one shrinks.
    @Test func `no source file is longer than the longest one is today`() throws {
        for file in try SourceTree.files(in: ["Sources", "plugins"]) {
            #expect(file.lines.count <= 500, "\(file.path) is better split by idea")
        }
    }
}
