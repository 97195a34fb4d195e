import Digests
import Tensors
import Testing

@Suite struct NpzTests {
    static func sample() throws -> Npz {
        Npz(arrays: [
            "w": try NumericArray(shape: Shape([2, 2]), elements: .float32([1.5, -2, 0, 4])),
            "n": try NumericArray([7]),
        ])
    }

    // What numpy.savez_compressed (2.4.6) writes for the same arrays, with sizes of 64 bits.
    static let packed = """
        504b03042d000000080000002100d55e6705ffffffffffffffff05001400772e6e7079010010009000000000
        00000051000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9366a2aea3a09e965f5452
        9498179f5f94920a12774bcc294e058a17672416a402f91a463a0a469a3a0ab50a64032e068603f60c408201
        0c1a1c00504b03042d000000080000002100b9937b98ffffffffffffffff050014006e2e6e70790100100088
        0000000000000048000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9369a1aea3a09e
        965f54529498179f5f94920a12774bcc294e058a17672416a402f91a863a9a3a0ab50a14002e760608000050
        4b01022d032d000000080000002100d55e670551000000900000000500000000000000000000008001000000
        00772e6e7079504b01022d032d000000080000002100b9937b98480000008800000005000000000000000000
        00008001880000006e2e6e7079504b0506000000000200020066000000070100000000
        """

    @Test func `what numpy packs is read`() throws {
        let text = Self.packed.filter { !$0.isWhitespace }
        let bytes = try #require(Hexadecimal.bytes(of: text))
        #expect(try Npz(parsing: bytes) == Self.sample())
        for count in bytes.indices {
            #expect(throws: TensorFormatError.self) { try Npz(parsing: Array(bytes.prefix(count))) }
        }
    }

    @Test(arguments: [false, true])
    func `what is written reads back, and is always the same`(deflated: Bool) throws {
        var sample = try Self.sample()
        sample.arrays["b/ytes"] = try NumericArray(
            shape: Shape([1000]),
            elements: .uint8([UInt8](repeating: 3, count: 1000))
        )
        sample.arrays["é"] = try NumericArray(shape: Shape([]), elements: .float64([.pi]))
        sample.arrays["none"] = try NumericArray(shape: Shape([0, 3]), elements: .int32([]))
        let bytes = try sample.serialized(deflated: deflated)
        #expect(try Npz(parsing: bytes) == sample)
        #expect(try sample.serialized(deflated: deflated) == bytes)
        #expect(try Npz(parsing: Npz().serialized()) == Npz())
    }

    @Test func `stored files are the same everywhere`() throws {
        let digest = Digest(sha256: try Self.sample().serialized())
        let expected = "d805ef974d7280101d9c4208188f0f55d28ed4aa08dfebf5d9155cffad5a0011"
        #expect(digest.hex == expected)
    }

    @Test(arguments: [false, true])
    func `a file cut anywhere is refused`(deflated: Bool) throws {
        let bytes = try Self.sample().serialized(deflated: deflated)
        for count in bytes.indices {
            #expect(throws: TensorFormatError.self) { try Npz(parsing: Array(bytes.prefix(count))) }
        }
    }

    @Test(arguments: ["../w", "/w", "a//b", "a/./b", "a\\b", "a\nb", "C:\\w"])
    func `names that could be taken for paths are neither written nor read`(name: String) throws {
        let array = try NumericArray([1])
        let error = #expect(throws: TensorFormatError.self) {
            try Npz(arrays: [name: array]).serialized()
        }
        guard case .archive(.member) = error else {
            Issue.record("\(name) gives \(String(describing: error))")
            return
        }
        // Written under a name as long, then renamed in both places.
        let plain = String(repeating: "x", count: name.utf8.count)
        let bytes = try Npz(arrays: [plain: array]).serialized()
        let renamed = Archive.replacing(Array(plain.utf8), by: Array(name.utf8), in: bytes)
        let refusal = #expect(throws: TensorFormatError.self) { try Npz(parsing: renamed) }
        guard case .archive(.directory) = refusal else {
            Issue.record("\(name) gives \(String(describing: refusal))")
            return
        }
    }

    @Test func `two arrays of one name are refused`() throws {
        let array = try NumericArray([1])
        let bytes = try Npz(arrays: ["aa": array, "bb": array]).serialized()
        let doubled = Archive.replacing(Array("bb.npy".utf8), by: Array("aa.npy".utf8), in: bytes)
        #expect(
            throws: TensorFormatError.archive(
                .member("aa.npy", reason: "another has the same name")
            )
        ) { try Npz(parsing: doubled) }
    }

    @Test func `a member that is no array is refused`() throws {
        let bytes = try Npz(arrays: ["a": try NumericArray([1])]).serialized()
        let renamed = Archive.replacing(Array("a.npy".utf8), by: Array("a.txt".utf8), in: bytes)
        #expect(throws: TensorFormatError.self) { try Npz(parsing: renamed) }
        let broken = Archive.replacing(Array("NUMPY".utf8), by: Array("NUMPI".utf8), in: bytes)
        #expect(throws: TensorFormatError.self) { try Npz(parsing: broken) }
    }

    /// Members that unpack to much are refused by what the directory says, before any is unpacked.
    @Test func `a bomb is refused by its size`() throws {
        let zeros = try NumericArray(
            shape: Shape([1 << 20]),
            elements: .uint8([UInt8](repeating: 0, count: 1 << 20))
        )
        let bytes = try Npz(arrays: ["a": zeros, "b": zeros]).serialized(deflated: true)
        #expect(bytes.count < 5000)
        #expect(try Npz(parsing: bytes, byteCountMax: 3 << 20).arrays.count == 2)
        #expect(throws: TensorFormatError.archive(.tooLarge(limit: 2 << 20))) {
            try Npz(parsing: bytes, byteCountMax: 2 << 20)
        }
    }
}
