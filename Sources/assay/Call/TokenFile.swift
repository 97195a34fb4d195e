import Foundation

/// Where `assay call` finds a token: never on the command line, which everybody can see.
enum TokenFile {
    /// The token in the file that was named, by option or environment; nothing when none was.
    static func token(at path: String?) throws(UsageError) -> String? {
        guard let path = path ?? environmentVariable("ASSAY_TOKEN_FILE") else { return nil }
        do {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        } catch {
            throw UsageError("\(path) cannot be read: \(error.localizedDescription)")
        }
    }
}
