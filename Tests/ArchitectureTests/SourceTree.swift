import Foundation

/// The checkout that this test was compiled from.
struct SourceTree {
    struct File {
        /// Path from the root of the checkout.
        let path: String
        let lines: [Substring]

        var fileExtension: String { String(path.split(separator: ".").last ?? "") }

        /// The modules named by the file's import lines.
        var imports: [String] {
            lines.compactMap { line in
                let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
                let access: Set<Substring> = ["public", "package", "internal", "private"]
                let rest = words.first.map(access.contains) == true ? words.dropFirst() : words[...]
                guard rest.first == "import", let name = rest.dropFirst().last else { return nil }
                return name.split(separator: ".").first.map(String.init)
            }
        }
    }

    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every file of the folders that hold code, in order of path.
    static func files(in folders: [String]) throws -> [File] {
        try folders.flatMap { folder in
            let base = root.appending(path: folder)
            let names = FileManager.default.enumerator(atPath: base.path)
            return try (names?.compactMap { $0 as? String } ?? [])
                .filter { !$0.contains("__pycache__") && !$0.hasPrefix(".") }
                .sorted()
                .compactMap { name -> File? in
                    let url = base.appending(path: name)
                    let values = try url.resourceValues(forKeys: [.isDirectoryKey])
                    guard values.isDirectory == false else { return nil }
                    let data = try Data(contentsOf: url)
                    let text = String(decoding: data, as: UTF8.self)
                    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                    return File(path: "\(folder)/\(name)", lines: lines)
                }
        }
    }

    /// The Swift files of one module.
    static func module(_ name: String) throws -> [File] {
        let roles = ["Judge", "Solver", "Submitter", "Verifier", "Whistleblower"]
        let folder = roles.contains(name) ? "plugins/\(name)" : "Sources/\(name)"
        return try files(in: [folder]).filter { $0.fileExtension == "swift" }
    }
}
