import Tensors
import Testing

@Suite struct TensorFileTests {
    @Test func `the format is told from the name, or from the bytes`() throws {
        #expect(TensorFile.Format(ofFileNamed: "/tmp/w.npz") == .npz)
        #expect(TensorFile.Format(ofFileNamed: "w.csv.gz") == .csv)
        #expect(TensorFile.Format(ofFileNamed: "w.txt") == nil)
        #expect(TensorFile.Format(ofFileNamed: "npy") == nil)
        let entry = TensorFile.Entry(name: "w", array: try NumericArray([1, 2]))
        for format: TensorFile.Format in [.npy, .npz, .safetensors] {
            let bytes = try TensorFile.serialized([entry], as: format)
            let read = try TensorFile(parsing: bytes, as: nil).entries
            #expect(read.map(\.array) == [entry.array])
            #expect(read.map(\.name) == [format == .npy ? nil : "w"])
        }
    }

    @Test func `what a format cannot hold is refused`() throws {
        let entry = TensorFile.Entry(name: "w", array: try NumericArray([1, 2]))
        let nameless = TensorFile.Entry(name: nil, array: entry.array)
        #expect(throws: TensorFormatError.arrayCount(2)) {
            try TensorFile.serialized([entry, nameless], as: .npy)
        }
        for format: TensorFile.Format in [.npz, .safetensors] {
            #expect(throws: TensorFormatError.nameInvalid("w", reason: "two arrays have it")) {
                try TensorFile.serialized([entry, entry], as: format)
            }
            #expect(throws: TensorFormatError.self) {
                try TensorFile.serialized([nameless], as: format)
            }
        }
    }

    @Test func `tables of numbers are matrices`() throws {
        let array = try CSV.read(Array("a,b\n1,-2.5\r\n\n 3e2 ,0.1".utf8), hasHeader: true)
        #expect(array.shape.dimensions == [2, 2])
        #expect(array.elements == .float32([1, -2.5, 300, 0.1]))
    }

    @Test(arguments: [
        ("a,b\n1,2", 1, 1), ("1,2\n3", 2, nil), ("1,2\n3,4,5", 2, nil), ("1,2\n3,", 2, 2),
        ("1\n0x10", 2, 1), ("1,nan", 1, 2), ("1e999", 1, 1), (",", 1, 1),
        ("", 1, nil), ("\n\n", 2, nil),
    ])
    func `tables that are unsound are refused, and the place is told`(
        text: String,
        line: Int,
        column: Int?
    ) {
        let error = #expect(throws: TensorFormatError.self) { try CSV.read(Array(text.utf8)) }
        guard case .table(line, column, _) = error else {
            Issue.record("\(text) gives \(String(describing: error))")
            return
        }
    }

    /// Sixteen bits: the numbers of IEEE 754, one for each kind.
    @Test(
        arguments: [
            (0x0000, 0x0000_0000), (0x8000, 0x8000_0000), (0x0001, 0x3380_0000),
            (0x83ff, 0xb87f_c000),
            (0x0400, 0x3880_0000), (0x3c00, 0x3f80_0000), (0xc100, 0xc020_0000),
            (0x7bff, 0x477f_e000),
            (0x7c00, 0x7f80_0000), (0xfc00, 0xff80_0000),
        ] as [(UInt16, UInt32)]
    )
    func `half precision is read exactly`(half: UInt16, single: UInt32) throws {
        let data = [UInt8(half & 0xff), UInt8(half >> 8)]
        let npy = NpyTests.file(NpyTests.header("<f2", "(1,)"), data: data)
        let entry = SafetensorsTests.entry(type: "F16", offsets: "[0,2]")
        let file = try Safetensors(parsing: SafetensorsTests.file(entry, data: data))
        for array in [try Npy.read(npy), file.arrays["a"]] {
            #expect(try array?.tensor.elements.map(\.bitPattern) == [single])
        }
    }

    @Test func `the upper halves of floats are read exactly`() throws {
        let entry = SafetensorsTests.entry(type: "BF16", shape: "[2]", offsets: "[0,4]")
        let bytes = SafetensorsTests.file(entry, data: [0x80, 0x3f, 0x01, 0x80])
        let array = try #require(try Safetensors(parsing: bytes).arrays["a"])
        #expect(try array.tensor.elements.map(\.bitPattern) == [0x3f80_0000, 0x8001_0000])
    }
}
