import Access
import Digests
import Ledger
import PluginKit
import Tensors
import TestDirectories
import Testing

/// Named tensors, and the note that remembers them.
@Suite struct TensorStoreTests {
    private static func store(_ fixture: borrowing Fixture) throws -> TensorStore {
        let service = TensorService(blobs: try BlobStore(fixture.home), execution: .standard)
        return try TensorStore(service, names: fixture.notes)
    }

    private static func names(_ store: TensorStore) async throws -> [String] {
        try await store.list(prefix: "").map(\.name)
    }

    @Test func `a text means one thing only`() {
        let hex = Digest(sha256: [1]).hex
        #expect(TensorReference(hex) == .blob(Digest(sha256: [1])))
        #expect(TensorReference("/" + hex) == .path("/" + hex))
        #expect(TensorReference(hex.uppercased()) == .name(hex.uppercased()))
        for name in ["w", "layers.0/weight", "größe", "a b"] {
            #expect(TensorReference.isName(name))
        }
        for text in ["", "/w", hex, "a\nb", String(repeating: "w", count: 201)] {
            #expect(!TensorReference.isName(text), "\(text)")
        }
    }

    @Test func `names outlive the store, and what was cut short is skipped wherever it stands`()
        async throws
    {
        let fixture = try Fixture()
        let store = try Self.store(fixture)
        let array = try NumericArray([1, 2])
        let first = try await store.put(array, name: "a", replacing: false)
        try fixture.notes.append(Array("\n[{\"name\":\"torn\",\"blob\":\"12".utf8), to: "tensors")
        _ = try await store.put(array, name: "b", replacing: false)
        _ = try await store.put(array, name: "c", replacing: false)
        #expect(try await store.delete("b") == first)
        let bytes = try #require(try fixture.notes.read("tensors"))
        #expect(try await Self.names(Self.store(fixture)) == ["a", "c"])
        // Reading has written the note anew; it says the same, and again when it is read again.
        #expect(try #require(try fixture.notes.read("tensors")).count < bytes.count)
        #expect(try await Self.names(Self.store(fixture)) == ["a", "c"])
        // Whatever a crash leaves of the note, no name stands for anything but what it was given.
        for count in stride(from: 0, to: bytes.count, by: 5) {
            try fixture.notes.write(Array(bytes.prefix(count)), to: "tensors")
            for (name, tensor) in try await Self.store(fixture).list(prefix: "") {
                #expect(["a", "b", "c"].contains(name))
                #expect(tensor == first)
            }
        }
    }

    @Test func `a note that grows is written anew`() async throws {
        let fixture = try Fixture()
        let store = try Self.store(fixture)
        let arrays = [try NumericArray([1]), try NumericArray([2])]
        let name = String(repeating: "n", count: 200)
        // A line has over 300 bytes, so all of them would have more than 150 KiB.
        for number in 0..<500 {
            _ = try await store.put(arrays[number % 2], name: name, replacing: true)
        }
        #expect(try #require(try fixture.notes.read("tensors")).count < 3 << 15)
        #expect(try await Self.names(Self.store(fixture)) == [name])
    }

    @Test func `files are for calls that may name them`() async throws {
        let fixture = try Fixture()
        let store = try Self.store(fixture)
        let path = try fixture.write(Npy.write(try NumericArray([1])), to: "w.npy")
        await #expect(throws: ServiceError.fileNotPermitted(path: path)) {
            try await store.read(.path(path))
        }
        _ = try await store.put(try NumericArray([1]), name: "w", replacing: false)
        let target = path + ".out"
        await #expect(throws: ServiceError.fileNotPermitted(path: target)) {
            try await store.export(
                [.name("w")],
                entry: nil,
                to: target,
                as: .npy,
                deflated: false,
                replacing: false
            )
        }
        let read = try await Permission.$current.withValue(.owner) {
            try await store.read(.path(path))
        }
        #expect(read.entries.map(\.array) == [try NumericArray([1])])
    }
}
