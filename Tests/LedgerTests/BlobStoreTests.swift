import Digests
import Glibc
import Ledger
import TestDirectories
import Testing

@Suite struct BlobStoreTests {
    let directory: TemporaryDirectory
    let home: Home
    let blobs: BlobStore

    init() throws {
        directory = try TemporaryDirectory()
        home = try Home(directory.file("home"))
        blobs = try BlobStore(home, byteCountMax: 4 << 20)
    }

    private let bytes = Array("the quick brown fox".utf8)

    /// Bytes that no short write or chunk boundary divides evenly.
    private static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    }

    @Test func `a blob is found under the name of its bytes`() throws {
        let digest = try blobs.put(bytes)
        #expect(digest == Digest(sha256: bytes))
        #expect(blobs.path(of: digest) == "\(home.blobsPath)/\(digest.hex.prefix(2))/\(digest.hex)")
        #expect(try blobs.get(digest) == bytes)
        #expect(try blobs.contains(digest))
        #expect(try blobs.byteCount(of: digest) == bytes.count)
        #expect(mode(of: blobs.path(of: digest)) == 0o400)
        #expect(names(in: "\(home.blobsPath)/incoming") == [])

        let stranger = Digest(sha256: [1])
        #expect(throws: BlobError.missing(stranger)) { try blobs.get(stranger) }
        #expect(try !blobs.contains(stranger))
    }

    @Test(arguments: [0, 1, 1 << 20 - 1, 1 << 20, 1 << 20 + 1, 3 << 20 + 17])
    func `a file is stored as its bytes are`(count: Int) throws {
        let content = Self.pattern(count)
        let path = directory.file("source")
        try write(content, to: path)
        let digest = try blobs.put(contentsOf: path)
        #expect(digest == Digest(sha256: content))
        #expect(try blobs.get(digest) == content)
        #expect(try blobs.put(content) == digest)
        #expect(try blobs.put(contentsOf: path) == digest)
        #expect(names(in: "\(home.blobsPath)/incoming") == [])
    }

    @Test func `storing what is there already leaves the file alone`() throws {
        let digest = try blobs.put(bytes)
        var before = stat()
        stat(blobs.path(of: digest), &before)
        #expect(try blobs.put(bytes) == digest)
        var after = stat()
        stat(blobs.path(of: digest), &after)
        #expect(before.st_ino == after.st_ino)
    }

    @Test func `changed bytes are found when they are read, and named`() throws {
        let digest = try blobs.put(bytes)
        let path = blobs.path(of: digest)
        chmod(path, 0o600)
        try write(Array("the quick brown fix".utf8), to: path)
        let error = BlobError.corrupt(digest, path: path)
        #expect(throws: error) { try blobs.get(digest) }
        #expect(error.description.contains(path))
        #expect(error.description.contains("store the blob again"))
    }

    @Test func `a truncated blob is mended by storing it again`() throws {
        let digest = try blobs.put(bytes)
        let path = blobs.path(of: digest)
        chmod(path, 0o600)
        truncate(path, 3)
        #expect(throws: BlobError.corrupt(digest, path: path)) { try blobs.get(digest) }
        #expect(try blobs.put(bytes) == digest)
        #expect(try blobs.get(digest) == bytes)
    }

    @Test func `a blob with a changed byte is mended by storing it again`() throws {
        let source = directory.file("source")
        try write(bytes, to: source)
        let digest = try blobs.put(bytes)
        let path = blobs.path(of: digest)
        for store in [{ try blobs.put(bytes) }, { try blobs.put(contentsOf: source) }] {
            chmod(path, 0o600)
            try write(Array("the quick brown fix".utf8), to: path)
            #expect(throws: BlobError.corrupt(digest, path: path)) { try blobs.check(digest) }
            #expect(try store() == digest)
            try blobs.check(digest)
            #expect(try blobs.get(digest) == bytes)
        }
        let stranger = Digest(sha256: [1])
        #expect(throws: BlobError.missing(stranger)) { try blobs.check(stranger) }
    }

    @Test func `a directory that somebody else has made is flushed before it is relied on`() throws
    {
        let armed = Switch()
        var faults = StorageFaults()
        let flushed = "\(directory.path)/flushed/blobs"
        faults.onSynchronize = { path in armed.isOn && path == flushed ? EIO : nil }
        let blobs = try BlobStore(Home(directory.file("flushed"), faults: faults))
        armed.turn(on: true)
        // The second finds the directory that the first has made, but whose name it did not flush.
        for _ in 0..<2 {
            #expect(throws: BlobError.self) { try blobs.put(bytes) }
        }
        armed.turn(on: false)
        #expect(try blobs.get(blobs.put(bytes)) == bytes)
    }

    @Test func `what is too large is refused and leaves nothing`() throws {
        let small = try BlobStore(home, byteCountMax: 16)
        let path = directory.file("source")
        try write(bytes, to: path)
        let error = BlobError.tooLarge(byteCount: bytes.count, byteCountMax: 16)
        #expect(throws: error) { try small.put(bytes) }
        #expect(throws: error) { try small.put(contentsOf: path) }
        let digest = try blobs.put(bytes)
        #expect(throws: error) { try small.get(digest) }
        #expect(names(in: "\(home.blobsPath)/incoming") == [])
    }

    @Test func `a source that cannot be read is told apart from the store`() throws {
        let path = directory.file("nowhere")
        let reason = StorageError.failed(
            path: path,
            operation: "open",
            reason: "No such file or directory"
        )
        #expect(throws: BlobError.unreadableSource(reason)) { try blobs.put(contentsOf: path) }
    }

    @Test func `opening removes what an interrupted write has left`() throws {
        let digest = try blobs.put(bytes)
        try write([1, 2, 3], to: "\(home.blobsPath)/incoming/7")
        let again = try BlobStore(home)
        #expect(names(in: "\(home.blobsPath)/incoming") == [])
        #expect(try again.get(digest) == bytes)
    }

    @Test func `writes that take only a few bytes at a time store all of them`() throws {
        var faults = StorageFaults()
        faults.onWrite = { path, _ in path.contains("/blobs/") ? .short(1000) : nil }
        let home = try Home(directory.file("short"), faults: faults)
        let blobs = try BlobStore(home)
        let content = Self.pattern(100_001)
        #expect(try blobs.get(blobs.put(content)) == content)
    }

    @Test(arguments: FileFault.allCases)
    func `a fault while a blob is written is told and leaves nothing`(fault: FileFault) throws {
        let armed = Switch()
        let home = try Home(directory.file("faulty"), faults: fault.faults(when: armed))
        let blobs = try BlobStore(home)
        let source = directory.file("source")
        try write(bytes, to: source)
        armed.turn(on: true)
        for attempt in [{ try blobs.put(bytes) }, { try blobs.put(contentsOf: source) }] {
            #expect {
                try attempt()
            } throws: { error in
                guard case .storage(let cause) = error as? BlobError else { return false }
                return fault.explains(cause)
            }
        }
        armed.turn(on: false)
        #expect(names(in: "\(home.blobsPath)/incoming") == [])
        #expect(try blobs.get(blobs.put(bytes)) == bytes)
    }

    @Test func `many who store the same and different blobs do not disturb one another`()
        async throws
    {
        let blobs = blobs
        let digests = try await withThrowingTaskGroup(of: Digest.self) { group in
            for number in 0..<64 {
                group.addTask { try blobs.put(Self.pattern(5000 + number % 8)) }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(digests.count == 8)
        for digest in digests { _ = try blobs.get(digest) }
        #expect(names(in: "\(home.blobsPath)/incoming") == [])
    }
}
