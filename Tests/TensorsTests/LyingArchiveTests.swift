import Tensors
import Testing

/// Archives whose parts contradict one another, or the bytes that are there.
@Suite struct LyingArchiveTests {
    static func bytes(deflated: Bool = false) throws -> [UInt8] {
        try Npz(arrays: ["w": NumericArray([1, 2, 3])]).serialized(deflated: deflated)
    }

    /// A field of the directory's first entry, or with `isEnd` of the last record.
    struct Lie: CustomTestStringConvertible {
        let field: String
        let offset: Int
        let number: UInt32
        var isEnd = false
        var testDescription: String { "\(field) = \(number)" }
    }

    @Test(arguments: [
        Lie(field: "flags: encrypted", offset: 8, number: 0x0000_0801),
        Lie(field: "method", offset: 10, number: 12),
        Lie(field: "checksum", offset: 16, number: 0),
        Lie(field: "packed size", offset: 20, number: 1),
        Lie(field: "packed size", offset: 20, number: 0x7fff_ffff),
        Lie(field: "packed size, of 64 bits but without them", offset: 20, number: .max),
        Lie(field: "size", offset: 24, number: 0),
        Lie(field: "size", offset: 24, number: 0xffff_fffe),
        Lie(field: "size, of 64 bits but without them", offset: 24, number: .max),
        Lie(field: "length of the name", offset: 28, number: 0x0000_ffff),
        Lie(field: "length of the name", offset: 28, number: 3),
        Lie(field: "place", offset: 42, number: 1),
        Lie(field: "place", offset: 42, number: 0xffff_fffe),
        Lie(field: "number of entries", offset: 8, number: 0x0002_0002, isEnd: true),
        Lie(field: "number of entries", offset: 8, number: 0, isEnd: true),
        Lie(field: "number of entries", offset: 8, number: .max, isEnd: true),
        Lie(field: "number of disks", offset: 4, number: 1, isEnd: true),
        Lie(field: "size of the directory", offset: 12, number: 0, isEnd: true),
        Lie(field: "size of the directory", offset: 12, number: .max, isEnd: true),
        Lie(field: "place of the directory", offset: 16, number: 0, isEnd: true),
        Lie(field: "place of the directory", offset: 16, number: 0xffff_fffe, isEnd: true),
    ])
    func `a lie in the directory is found`(lie: Lie) throws {
        for deflated in [false, true] {
            let bytes = try Self.bytes(deflated: deflated)
            let (entry, end) = Archive.places(in: bytes)
            let place = (lie.isEnd ? end : entry) + lie.offset
            let changed = Archive.setting(lie.number, at: place, in: bytes)
            let error = #expect(throws: TensorFormatError.self) { try Npz(parsing: changed) }
            guard case .archive = error else {
                Issue.record("\(lie) gives \(String(describing: error))")
                continue
            }
        }
    }

    /// Both places agree, so only the bytes can say otherwise.
    @Test(arguments: [0, 1, 100, 0x7fff_ffff, 0xffff_fffe] as [UInt32])
    func `a wrong size in both places is found`(size: UInt32) throws {
        let bytes = try Self.bytes(deflated: true)
        let entry = Archive.places(in: bytes).entry
        let changed = Archive.setting(
            size,
            at: 22,
            in: Archive.setting(size, at: entry + 24, in: bytes)
        )
        #expect(throws: TensorFormatError.self) { try Npz(parsing: changed) }
    }

    @Test func `a wrong checksum in both places is found`() throws {
        for deflated in [false, true] {
            let bytes = try Self.bytes(deflated: deflated)
            let entry = Archive.places(in: bytes).entry
            let once = Archive.setting(UInt32(7), at: 14, in: bytes)
            let changed = Archive.setting(UInt32(7), at: entry + 16, in: once)
            let error = #expect(throws: TensorFormatError.self) { try Npz(parsing: changed) }
            #expect("\(error.map { "\($0)" } ?? "")".contains("checksum"))
        }
    }

    /// One member's bytes hold the whole of another, to which the directory then points.
    @Test func `members that share bytes are refused`() throws {
        let array = try NumericArray([1])
        let alone = try Npz(arrays: ["b": array]).serialized()
        let inner = Array(alone[..<Archive.places(in: alone).entry])
        let outer = try NumericArray(shape: Shape([inner.count]), elements: .uint8(inner))
        let bytes = try Npz(arrays: ["a": outer, "b": array]).serialized()
        let place = try #require(
            bytes.indices.dropFirst().first { bytes[$0...].starts(with: inner) }
        )
        let second = Archive.places(in: bytes).entry + 46 + "a.npy".utf8.count
        let shared = Archive.setting(UInt32(place), at: second + 42, in: bytes)
        let reason = "it overlaps with another"
        #expect(throws: TensorFormatError.archive(.member("b.npy", reason: reason))) {
            try Npz(parsing: shared)
        }
    }

    /// Sizes of 64 bits stand in an extra field, here one that says 2^60.
    @Test func `a size of 2 to the 60 is refused before anything is allocated`() throws {
        let bytes = try Self.bytes()
        let (entry, end) = Archive.places(in: bytes)
        let extra: [UInt8] = [1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0x10]
        var changed = Archive.setting(UInt32.max, at: entry + 24, in: bytes)
        changed = Archive.setting(UInt16(extra.count), at: entry + 30, in: changed)
        changed = Archive.setting(UInt32(end - entry + extra.count), at: end + 12, in: changed)
        changed.insert(contentsOf: extra, at: end)
        let error = #expect(throws: TensorFormatError.self) { try Npz(parsing: changed) }
        guard case .archive(.member("w.npy", _)) = error else {
            Issue.record("it gives \(String(describing: error))")
            return
        }
    }

    @Test func `a comment may stand at the end, and bytes that are none may not`() throws {
        let bytes = try Self.bytes()
        let end = Archive.places(in: bytes).end
        let text = Array("a comment".utf8)
        let commented = Archive.setting(UInt16(text.count), at: end + 20, in: bytes) + text
        #expect(try Npz(parsing: commented) == Npz(parsing: bytes))
        #expect(throws: TensorFormatError.archive(.noDirectory)) { try Npz(parsing: bytes + text) }
        #expect(throws: TensorFormatError.self) { try Npz(parsing: text + bytes) }
    }
}
