import Access
import Ledger
import Synchronization

/// The tokens that do not count any more, by id or by fingerprint; every change is on the disk
/// before it is answered.
///
/// Safe to use from any thread: who asks never waits for the disk.
final class RevokedTokens: Sendable {
    private static let noteName = "revoked-tokens"

    private let names: Mutex<Set<String>>
    /// Held while the list is written, by one at a time.
    private let notes: Mutex<NoteStore>

    /// The list of a home.
    init(_ notes: NoteStore) throws(StorageError) {
        let bytes = try notes.read(Self.noteName) ?? []
        let lines = bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        names = Mutex(Set(lines))
        self.notes = Mutex(notes)
    }

    /// The first of some names that was revoked.
    func first(of names: [String]) -> String? {
        self.names.withLock { revoked in names.first { revoked.contains($0) } }
    }

    /// Adds a name; false when it was there.
    func insert(_ name: String) throws(StorageError) -> Bool {
        try notes.withLock { notes throws(StorageError) in
            var next = names.withLock(\.self)
            guard next.insert(name).inserted else { return false }
            let text = next.sorted().map { $0 + "\n" }.joined()
            try notes.write(Array(text.utf8), to: Self.noteName)
            names.withLock { $0 = next }
            return true
        }
    }
}
