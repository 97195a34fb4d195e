import Foundation

/// Writes one Swift file with the text of every schema below a folder, in order of method name, and
/// of what they have in common.
///
/// Usage: `embed-schemas FOLDER OUTPUT`. The build tool plugin of the same name calls it.
@main
struct EmbedSchemas {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            FileHandle.standardError.write(Data("usage: embed-schemas FOLDER OUTPUT\n".utf8))
            exit(2)
        }
        let folder = URL(filePath: arguments[1])
        var entries: [String] = []
        for namespace in try names(in: folder) where namespace != commonName {
            let files = folder.appending(path: namespace)
            for file in try names(in: files) where file.hasSuffix(".json") {
                let method = "\(namespace).\(file.dropLast(".json".count))"
                let text = try String(contentsOf: files.appending(path: file), encoding: .utf8)
                // Found out here, once: few texts refer to others, and a start has no time to look.
                let refers = text.contains("\"$ref\"")
                entries.append("    (\"\(method)\", \(literal(text)), \(refers)),")
            }
        }
        let common = try String(contentsOf: folder.appending(path: commonName), encoding: .utf8)
        let source = """
            // Every file of rpc-schemas: method name, text, and whether that refers to the common
            // schemas, in order of name.
            let embeddedSchemas: [(method: String, text: String, refers: Bool)] = [
            \(entries.joined(separator: "\n"))
            ]

            // What every method takes, and may answer, besides.
            let embeddedCommon = \(literal(common))

            """
        try source.write(toFile: arguments[2], atomically: true, encoding: .utf8)
    }

    private static func literal(_ text: String) -> String {
        "####\"\"\"\n\(text)\n\"\"\"####"
    }

    private static let commonName = "common.json"

    private static func names(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { !$0.hasPrefix(".") }
            .sorted()
    }
}
