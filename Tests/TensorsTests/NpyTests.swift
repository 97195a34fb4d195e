import Digests
import Tensors
import Testing

@Suite struct NpyTests {
    /// A file as numpy writes it: the header given, padded to 64 bytes, then the data.
    static func file(_ header: String, data: [UInt8] = [], version: UInt8 = 1) -> [UInt8] {
        let lengthSize = version == 1 ? 2 : 4
        let unpadded = 8 + lengthSize + header.utf8.count + 1
        let padding = (64 - unpadded % 64) % 64
        let text = Array(header.utf8) + [UInt8](repeating: 0x20, count: padding) + [0x0a]
        let length = withUnsafeBytes(of: UInt32(text.count).littleEndian) { Array($0) }
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + length.prefix(lengthSize) + text + data
    }

    static func header(_ type: String, _ shape: String, fortran: String = "False") -> String {
        "{'descr': '\(type)', 'fortran_order': \(fortran), 'shape': \(shape), }"
    }

    // What numpy 2.4.6 writes for float32 arrays: its headers, and the length of each file.
    @Test(arguments: [
        ([2, 3], "(2, 3)", 152), ([3], "(3,)", 140), ([], "()", 132),
        ([2, 0, 3], "(2, 0, 3)", 128),
    ])
    func `files are written as numpy writes them`(
        dimensions: [Int],
        tuple: String,
        byteCount: Int
    ) throws {
        let shape = try Shape(dimensions)
        let tensor = try Tensor(
            shape: shape,
            elements: Fixture.numbers(shape.elementCount, seed: 1)
        )
        let bytes = Npy.write(tensor)
        #expect(bytes.count == byteCount)
        let expected = Self.file(Self.header("<f4", tuple), data: tensor.canonicalBytes)
        #expect(bytes == expected)
        #expect(try Npy.read(bytes) == NumericArray(tensor))
    }

    // Data bytes as numpy 2.4.6 saved them.
    @Test(arguments: [
        ("<i8", "(2,)", "0100000000000000ffffffffffffffff", NumericElements.int64([1, -1])),
        ("|u1", "(2,)", "01ff", .uint8([1, 255])),
        ("<i4", "(2,)", "ffffffff07000000", .int32([-1, 7])),
        ("<f8", "(1,)", "9a9999999999b93f", .float64([0.1])),
        ("<f4", "(1, 1)", "0000803f", .float32([1])),
    ])
    func `all types are read`(
        type: String,
        shape: String,
        data: String,
        elements: NumericElements
    ) throws {
        let data = try #require(Hexadecimal.bytes(of: data))
        for version: UInt8 in 1...3 {
            let bytes = Self.file(Self.header(type, shape), data: data, version: version)
            #expect(try Npy.read(bytes).elements == elements)
        }
    }

    @Test func `numbers become floats and integers where they can`() throws {
        let bytes = Self.file(Self.header("|u1", "(1, 2)"), data: [1, 255])
        let array = try Npy.read(bytes)
        #expect(array.integers == [1, 255])
        #expect(try array.tensor.elements == [1, 255])
        let real = try Npy.read(
            Self.file(
                Self.header("<f8", "(1,)"),
                data: [0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f]
            )
        )
        #expect(real.integers == nil)
        #expect(try real.tensor.elements == [0.1])
    }

    @Test func `column order is refused with advice`() {
        let bytes = Self.file(Self.header("<f4", "(1, 1)", fortran: "True"), data: [0, 0, 0, 0])
        let error = #expect(throws: TensorFormatError.fortranOrder) { try Npy.read(bytes) }
        #expect("\(error.map { "\($0)" } ?? "")".contains("ascontiguousarray"))
    }

    @Test(arguments: [">f4", ">f2", "|b1", "<c8", "|O", "<U3", ""])
    func `other types are refused by name`(type: String) {
        #expect(throws: TensorFormatError.elementTypeUnsupported(name: type)) {
            try Npy.read(Self.file(Self.header(type, "(0,)")))
        }
    }

    @Test(arguments: [
        "", "{", "}", "{}", "[]", "{'descr'}", "{'descr': <f4}", "{'descr': '<f4}",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': 1}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1.5,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1,1)}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} and more",
    ])
    func `malformed headers are refused`(header: String) {
        let error = #expect(throws: TensorFormatError.self) {
            try Npy.read(Self.file(header, data: [0, 0, 0, 0]))
        }
        guard case .npyHeaderMalformed = error else {
            Issue.record("\(header) gives \(error.map { "\($0)" } ?? "nothing")")
            return
        }
    }

    @Test func `a header that lies about the size allocates nothing`() {
        for shape in ["(1000000000,)", "(4, 4)"] {
            let bytes = Self.file(Self.header("<f4", shape), data: [0, 0, 0, 0])
            let error = #expect(throws: TensorFormatError.self) { try Npy.read(bytes) }
            guard case .truncated("the data", _, 4) = error else {
                Issue.record("\(shape) gives \(error.map { "\($0)" } ?? "nothing")")
                continue
            }
        }
        #expect(throws: TensorFormatError.shape(.shapeTooLarge(dimensions: [1 << 40, 1 << 40]))) {
            try Npy.read(Self.file(Self.header("<f4", "(\(1 << 40), \(1 << 40))")))
        }
        #expect(throws: TensorFormatError.surplus(byteCount: 1)) {
            try Npy.read(Self.file(Self.header("|u1", "(2,)"), data: [0, 0, 0]))
        }
    }

    @Test func `a file cut anywhere is refused`() throws {
        let bytes = Npy.write(try Fixture.matrix(2, 3, seed: 1))
        for count in bytes.indices {
            #expect(throws: TensorFormatError.self) { try Npy.read(Array(bytes.prefix(count))) }
        }
        for version: [UInt8] in [[0, 0], [4, 0], [1, 1]] {
            var other = bytes
            other.replaceSubrange(6..<8, with: version)
            let error = TensorFormatError.npyVersionUnknown(major: version[0], minor: version[1])
            #expect(throws: error) { try Npy.read(other) }
        }
    }
}
