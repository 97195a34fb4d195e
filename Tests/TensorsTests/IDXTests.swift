import Tensors
import Testing

@Suite struct IDXTests {
    @Test func `numbers of every type are read, the most significant byte first`() throws {
        let head: [UInt8] = [1, 0, 0, 0, 2]
        let cases: [(type: UInt8, bytes: [UInt8], numbers: NumericElements)] = [
            (0x08, [1, 255], .uint8([1, 255])),
            (0x09, [1, 255], .int32([1, -1])),
            (0x0b, [1, 2, 255, 254], .int32([258, -2])),
            (0x0c, [0, 1, 0, 0, 255, 255, 255, 255], .int32([65536, -1])),
            (0x0d, [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], .float32([1, -2])),
            (
                0x0e, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0],
                .float64([1, -2])
            ),
        ]
        for (type, bytes, numbers) in cases {
            let array = try IDX.read([0, 0, type] + head + bytes)
            #expect(array.shape.dimensions == [2])
            #expect(array.elements == numbers)
        }
        let image = try IDX.read([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4])
        #expect(image.shape.dimensions == [1, 2, 2])
    }

    @Test func `files that lie about themselves are refused`() {
        func expect(_ error: TensorFormatError, _ bytes: [UInt8]) {
            #expect(throws: error) { try IDX.read(bytes) }
        }
        let whole: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 7, 8]
        expect(.truncated(part: "the IDX header", needed: 4, got: 3), [0, 0, 8])
        expect(.idxMalformed(reason: "it does not begin with two zero bytes"), [0, 1, 8, 1])
        expect(.idxMalformed(reason: "numbers of its type 10 are unknown"), [0, 0, 10, 1])
        expect(.idxMalformed(reason: "it has 9 dimensions, and not 1 to 8"), [0, 0, 8, 9])
        expect(.idxMalformed(reason: "it has 0 dimensions, and not 1 to 8"), [0, 0, 8, 0])
        expect(.truncated(part: "the IDX header", needed: 8, got: 7), Array(whole[..<7]))
        expect(.truncated(part: "the array", needed: 2, got: 1), whole.dropLast())
        expect(.surplus(byteCount: 1), whole + [0])
        let most = UInt32.max
        let huge = [UInt8]([0, 0, 8, 3]) + [UInt8](repeating: 255, count: 12)
        expect(
            .shape(.shapeTooLarge(dimensions: [Int](repeating: Int(most), count: 3))),
            huge
        )
        // No numbers, but of a size whose product no number holds.
        let hollow = [UInt8]([0, 0, 8, 4, 0, 0, 0, 0]) + [UInt8](repeating: 255, count: 12)
        #expect(throws: TensorFormatError.self) { try IDX.read(hollow) }
    }
}
