import Glibc
import Ledger
import TestDirectories
import Testing

@Suite struct HomeTests {
    @Test func `a new home is private to its owner, parents included`() throws {
        let directory = try TemporaryDirectory()
        let home = try Home(directory.file("a/b/home/"))
        #expect(home.path == directory.file("a/b/home"))
        #expect(mode(of: directory.file("a")) == 0o700)
        #expect(mode(of: home.path) == 0o700)
        #expect(mode(of: home.runPath) == 0o700)
        #expect(mode(of: "\(home.path)/lock") == 0o600)
        #expect(home.logPath == "\(home.path)/log.sqlite")
        #expect(home.configurationPath == "\(home.path)/config.json")
    }

    @Test func `a home that others may look into is known`() throws {
        let directory = try TemporaryDirectory()
        #expect(try Home(directory.file("home")).exposedMode == nil)
        chmod(directory.file("home"), 0o750)
        #expect(try Home(directory.file("home")).exposedMode == 0o750)
        #expect(mode(of: directory.file("home")) == 0o750)
    }

    @Test func `a second host is told who has the home`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("home")
        let first = try Home(path)
        let refused = HomeError.inUse(path: path, processID: Int(getpid()))
        #expect(throws: refused) { try Home(path) }
        #expect(refused.description.contains("process \(getpid())"))
        withExtendedLifetime(first) {}
    }

    @Test func `a home is free again when its holder is gone`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("home")
        for _ in 0..<3 { _ = try Home(path) }
    }

    @Test func `a home may be where directories cannot be flushed, but not where that fails`()
        throws
    {
        let directory = try TemporaryDirectory()
        func faults(_ code: Int32) -> StorageFaults {
            var faults = StorageFaults()
            faults.onSynchronize = { isDirectory($0) ? code : nil }
            return faults
        }
        let blobs = try BlobStore(Home(directory.file("a/home"), faults: faults(EINVAL)))
        #expect(try blobs.get(blobs.put([1, 2, 3])) == [1, 2, 3])
        #expect(throws: HomeError.self) { try Home(directory.file("b"), faults: faults(EIO)) }
    }

    @Test func `a path that is no directory is refused with the operating system's reason`() throws
    {
        let directory = try TemporaryDirectory()
        let path = directory.file("home")
        try write([], to: path)
        #expect(
            throws: HomeError.storage(
                .failed(path: path, operation: "open", reason: "Not a directory")
            )
        ) { try Home(path) }
        #expect(throws: HomeError.emptyPath) { try Home("") }
    }
}
