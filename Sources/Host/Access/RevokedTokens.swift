import Access
import Ledger

/// The tokens that do not count any more, by id or by fingerprint; every change is on the disk
/// before it is answered.
struct RevokedTokens: Sendable {
    private static let noteName = "revoked-tokens"

    private let notes: NoteStore
    private var names: Set<String> = []

    /// The list of a home.
    init(_ notes: NoteStore) throws(StorageError) {
        self.notes = notes
        let bytes = try notes.read(Self.noteName) ?? []
        for line in bytes.split(separator: 0x0A) {
            names.insert(String(decoding: line, as: UTF8.self))
        }
    }

    var isEmpty: Bool { names.isEmpty }

    /// The first of some names that was revoked.
    func first(of names: [String]) -> String? {
        names.first { self.names.contains($0) }
    }

    /// Adds a name; false when it was there.
    mutating func insert(_ name: String) throws(StorageError) -> Bool {
        var next = names
        guard next.insert(name).inserted else { return false }
        let text = next.sorted().map { $0 + "\n" }.joined()
        try notes.write(Array(text.utf8), to: Self.noteName)
        names = next
        return true
    }
}
