import Glibc
import Ledger
import TestDirectories
import Testing

@Suite struct NoteStoreTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func `opening removes what an interrupted write has left`() throws {
        let home = try Home(directory.file("home"))
        let notes = try NoteStore(home)
        try notes.write([1, 2, 3], to: "secret-1")
        try write([4], to: "\(home.path)/notes/secret-1.7.new")
        let again = try NoteStore(home)
        #expect(names(in: "\(home.path)/notes") == ["secret-1"])
        #expect(try again.read("secret-1") == [1, 2, 3])
    }

    @Test func `a note that is longer than any is refused, not cut`() throws {
        let home = try Home(directory.file("home"))
        let notes = try NoteStore(home)
        try notes.append([1], to: "run-1")
        let path = "\(home.path)/notes/run-1"
        truncate(path, off_t(NoteStore.byteCountMax))
        #expect(try notes.read("run-1")?.count == NoteStore.byteCountMax)
        truncate(path, off_t(NoteStore.byteCountMax) + 1)
        #expect(throws: StorageError.self) { try notes.read("run-1") }
    }

    @Test func `a line is acknowledged only when the note's name is on the disk, too`() throws {
        let armed = Switch()
        var faults = StorageFaults()
        let flushed = directory.file("home/notes")
        faults.onSynchronize = { path in armed.isOn && path == flushed ? EIO : nil }
        let notes = try NoteStore(Home(directory.file("home"), faults: faults))
        armed.turn(on: true)
        // The second finds the file that the first has made, but whose name it did not flush.
        for _ in 0..<2 {
            #expect(throws: StorageError.self) { try notes.append([1], to: "run-1") }
        }
        armed.turn(on: false)
        try notes.append([1], to: "run-1")
        #expect(try notes.read("run-1") == [1, 1, 1])
    }
}
