import Tensors
import Testing

/// Files of every format, cut and changed at random: each is read or refused, and nothing crashes.
@Suite struct FileFuzzTests {
    static func files() throws -> [(TensorFile.Format, [UInt8])] {
        let entries = [
            TensorFile.Entry(name: "w", array: NumericArray(try Fixture.matrix(3, 5, seed: 1))),
            TensorFile.Entry(name: "n", array: try NumericArray([7, -1])),
        ]
        return [
            (.npy, try TensorFile.serialized([entries[0]], as: .npy)),
            (.npz, try TensorFile.serialized(entries, as: .npz)),
            (.npz, try TensorFile.serialized(entries, as: .npz, deflated: true)),
            (.safetensors, try TensorFile.serialized(entries, as: .safetensors)),
            (.csv, Array("1,2.5,-3e4\n0.25, 7 ,1\r\n".utf8)),
        ]
    }

    @Test(arguments: 0..<8)
    func `files changed at random are read or refused`(worker: Int) throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = Philox(seed: seed)
        var refusedCount = 0
        for (format, file) in try Self.files() {
            for _ in 0..<1000 {
                var changed = file
                for _ in 0...generator.next(below: 4) {
                    Self.change(&changed, by: &generator)
                }
                do throws(TensorFormatError) {
                    let read = try TensorFile(
                        parsing: changed,
                        as: generator.next(below: 2) == 0 ? format : nil,
                        byteCountMax: 1 << 20
                    )
                    let counts = read.entries.map(\.array.shape.elementCount)
                    #expect(counts.allSatisfy { $0 <= 1 << 20 }, "seed \(seed)")
                } catch {
                    #expect(!error.description.isEmpty, "seed \(seed)")
                    refusedCount += 1
                }
            }
        }
        #expect(refusedCount > 1000, "seed \(seed)")
    }

    private static func change(_ bytes: inout [UInt8], by generator: inout Philox) {
        guard !bytes.isEmpty else { return }
        let place = Int(generator.next(below: UInt32(bytes.count)))
        switch generator.next(below: 6) {
        case 0: bytes.removeSubrange(place...)
        case 1: bytes[place] ^= 1 << UInt8(generator.next(below: 8))
        case 2: bytes[place] = [0, 1, 0x7f, 0x80, 0xff][Int(generator.next(below: 5))]
        case 3: bytes.insert(UInt8(generator.next(below: 256)), at: place)
        case 4:
            let end = min(bytes.count, place + Int(generator.next(below: 9)))
            bytes.replaceSubrange(place..<end, with: repeatElement(0xff, count: end - place))
        default:
            let end = min(bytes.count, place + Int(generator.next(below: 40)))
            bytes.removeSubrange(place..<end)
        }
    }
}
