import Access
import Digests
import Ledger
import Network
import PluginKit
import TestDirectories

/// A home with two keys and what a plugin's services need of it, without any network.
struct Fixture: ~Copyable {
    let directory: TemporaryDirectory
    let home: Home
    let notes: NoteStore
    let network: NetworkService

    init() throws {
        let directory = try TemporaryDirectory()
        let home = try Home(directory.file("home"))
        let notes = try NoteStore(home)
        let keys = try KeyStore(home)
        for name in ["ada", "grace"] { _ = try keys.create(name) }
        let network = NetworkService(keys: keys, blobs: try BlobStore(home), ledger: nil)
        self.directory = directory
        self.home = home
        self.notes = notes
        self.network = network
    }

    /// An identity, as a call of the owner gets it.
    func identity(_ name: String) throws -> Identity {
        try Permission.$current.withValue(.owner) { try network.identity(name) }
    }

    /// Writes a file beside the home and returns its path.
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try directory.write(bytes, to: name)
    }

    /// A task's id that follows from a number.
    static func task(_ number: Int) -> TaskID {
        TaskID(digest("task \(number)"))
    }

    static func digest(_ text: String) -> Digest {
        Digest(sha256: Array(text.utf8))
    }
}
