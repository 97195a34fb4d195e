import Digests
import Tensors
import Testing

@Suite struct SafetensorsTests {
    static func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
            + Array(header.utf8) + data
    }

    /// One array of one float, with parts of its description replaced.
    static func entry(
        type: String = "F32",
        shape: String = "[1]",
        offsets: String = "[0,4]"
    ) -> String {
        #"{"a":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
    }

    static func sample() throws -> Safetensors {
        let weights = try Tensor(
            rows: 2,
            columns: 3,
            elements: [1, 2, 3, -0.0, 0.5, Float(bitPattern: 0x0001_16c2)]
        )
        return Safetensors(
            arrays: [
                "w": NumericArray(weights),
                "b": NumericArray(try Tensor([1.5])),
                "step": try NumericArray([7]),
                "label": try NumericArray(shape: Shape([2]), elements: .uint8([3, 250])),
                "d": try NumericArray(shape: Shape([]), elements: .float64([2.25])),
                "i": try NumericArray(shape: Shape([0, 4]), elements: .int32([])),
            ],
            metadata: ["format": "np"]
        )
    }

    // The file that safetensors.numpy.save (0.8.0) writes for the same arrays.
    static let reference =
        "70010000000000007b225f5f6d657461646174615f5f223a7b22666f726d6174223a226e70227d2c22737465"
        + "70223a7b226474797065223a22493634222c227368617065223a5b315d2c22646174615f6f66667365747322"
        + "3a5b302c385d7d2c2264223a7b226474797065223a22463634222c227368617065223a5b5d2c22646174615f"
        + "6f666673657473223a5b382c31365d7d2c2262223a7b226474797065223a22463332222c227368617065223a"
        + "5b315d2c22646174615f6f666673657473223a5b31362c32305d7d2c2277223a7b226474797065223a224633"
        + "32222c227368617065223a5b322c335d2c22646174615f6f666673657473223a5b32302c34345d7d2c226922"
        + "3a7b226474797065223a22493332222c227368617065223a5b302c345d2c22646174615f6f66667365747322"
        + "3a5b34342c34345d7d2c226c6162656c223a7b226474797065223a225538222c227368617065223a5b325d2c"
        + "22646174615f6f666673657473223a5b34342c34365d7d7d0700000000000000000000000000024000"
        + "00c03f0000803f0000004000004040000000800000003fc216010003fa"

    @Test func `files are written as the reference implementation writes them`() throws {
        #expect(Hexadecimal.text(of: try Self.sample().serialized()) == Self.reference)
    }

    @Test func `what is written reads back`() throws {
        let sample = try Self.sample()
        #expect(try Safetensors(parsing: sample.serialized()) == sample)
        let empty = Safetensors()
        #expect(try Safetensors(parsing: empty.serialized()) == empty)
        #expect(empty.serialized() == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
        #expect(sample.arrays["step"]?.integers == [7])
        #expect(try sample.arrays["w"]?.tensor.shape == Shape([2, 3]))
    }

    @Test func `the order in which arrays were added does not show`() throws {
        let names = (0..<20).map { "layer.\($0)" }
        func bytes(_ names: [String]) throws -> [UInt8] {
            var file = Safetensors()
            for name in names {
                file.arrays[name] = NumericArray(try Tensor([Float(name.utf8.count)]))
                file.metadata[name] = name
            }
            return file.serialized()
        }
        #expect(try bytes(names) == bytes(names.reversed()))
    }

    @Test func `every NaN is written as the one`() throws {
        func bytes(_ bits: UInt32) throws -> [UInt8] {
            let tensor = try Tensor([Float(bitPattern: bits)])
            return Safetensors(arrays: ["a": NumericArray(tensor)]).serialized()
        }
        #expect(try bytes(0xffc0_1234) == bytes(0x7fc0_0000))
        #expect(try bytes(0x8000_0000) != bytes(0))
    }

    @Test func `the data begin at a multiple of eight`() throws {
        for length in 1...20 {
            let name = String(repeating: "n", count: length)
            let file = Safetensors(arrays: [name: NumericArray(try Tensor([1]))])
            #expect((file.serialized().count - 4).isMultiple(of: 8))
        }
    }

    @Test func `headers of other writers are accepted`() throws {
        let header = """
            { "b": {"shape": [], "data_offsets": [4, 8], "dtype": "F32"},
              "a": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]} }
            """
        let file = try Safetensors(
            parsing: Self.file(header, data: [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40])
        )
        #expect(file.arrays["a"]?.elements == .float32([1]))
        #expect(file.arrays["b"]?.elements == .float32([2]))
    }

    @Test(arguments: [
        "", " ", "[]", "1", "null", "{", #"{"a":1}"#, #"{"a":{}}"#, #"{"__metadata__":1}"#,
        #"{"__metadata__":{"a":1}}"#, #"{"a":null}"#,
        entry(type: "F8_E5M2"), entry(type: "f32"),
        entry(shape: "[-1]"), entry(shape: "[1.5]"), entry(shape: #"["1"]"#), entry(shape: "1"),
        entry(shape: "[2]"), entry(shape: "[0]"), entry(shape: "[1,1,1,1,1,1,1,1,1]"),
        entry(shape: "[9223372036854775807,9223372036854775807]"),
        entry(shape: "[0,9223372036854775807,9223372036854775807]"),
        entry(shape: "[99999999999999999999]"),
        entry(offsets: "[0]"), entry(offsets: "[0,4,4]"), entry(offsets: "[4,0]"),
        entry(offsets: "[0,3]"), entry(offsets: "[4,8]"), entry(offsets: "[1,5]"),
        entry(offsets: "[-4,0]"), entry(offsets: "[9223372036854775803,9223372036854775807]"),
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}"#,
        #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#,
        #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#,
        #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    ])
    func `lying headers are refused`(header: String) {
        #expect(throws: TensorFormatError.self) {
            try Safetensors(parsing: Self.file(header, data: [0, 0, 0, 0]))
        }
    }

    @Test func `a header's length is checked before anything is read`() {
        for claimed: UInt64 in [1, UInt64(Safetensors.headerByteCountMax) + 1, 1 << 63, .max] {
            let bytes = withUnsafeBytes(of: claimed.littleEndian) { Array($0) }
            #expect(throws: TensorFormatError.self) { try Safetensors(parsing: bytes) }
        }
        #expect(throws: TensorFormatError.headerTooLong(byteCount: .max)) {
            try Safetensors(parsing: [UInt8](repeating: 0xff, count: 100))
        }
    }

    @Test func `a file cut anywhere is refused`() throws {
        let bytes = try Self.sample().serialized()
        for count in bytes.indices {
            #expect(throws: TensorFormatError.self) {
                try Safetensors(parsing: Array(bytes.prefix(count)))
            }
        }
        #expect(throws: TensorFormatError.surplus(byteCount: 1)) {
            try Safetensors(parsing: bytes + [0])
        }
    }

    @Test func `errors say what is wrong`() {
        let error = #expect(throws: TensorFormatError.self) {
            try Safetensors(parsing: Self.file(Self.entry(shape: "[2]"), data: [0, 0, 0, 0]))
        }
        #expect(
            error?.description
                == "the array \"a\" has a wrong place: its shape needs 8 bytes, its place has 4"
        )
    }
}
