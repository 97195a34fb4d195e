import Digests
import Tensors
import Testing

@Suite struct PhiloxTests {
    // kat_vectors of Random123, lines "philox4x32 10".
    static let vectors: [(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, block: SIMD4<UInt32>)] = [
        (
            SIMD4(repeating: 0), SIMD2(repeating: 0),
            SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
        ),
        (
            SIMD4(repeating: .max), SIMD2(repeating: .max),
            SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
        ),
        (
            SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
            SIMD2(0xa409_3822, 0x299f_31d0),
            SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
        ),
    ]

    @Test(arguments: vectors.indices)
    func `blocks are those that Random123 publishes`(index: Int) {
        let vector = Self.vectors[index]
        #expect(Philox.block(counter: vector.counter, key: vector.key) == vector.block)
    }

    @Test func `numbers are the blocks of the counters in order`() {
        var generator = Philox(seed: 0x0123_4567_89ab_cdef, stream: 5 << 32 | 6, step: 7)
        for block: UInt32 in 0..<3 {
            let expected = Philox.block(
                counter: SIMD4(block, 7, 6, 5),
                key: SIMD2(0x89ab_cdef, 0x0123_4567)
            )
            for word in 0..<4 { #expect(generator.next() == expected[word]) }
        }
    }

    @Test func `a digest seeds with its first eight bytes`() throws {
        let digest = try #require(Digest(bytes: (0..<32).map { UInt8($0) }))
        var first = Philox(seed: digest, stream: 3)
        var second = Philox(seed: 0x0706_0504_0302_0100, stream: 3)
        #expect((0..<9).allSatisfy { _ in first.next() == second.next() })
    }

    @Test func `seeds, streams and steps are different sequences`() {
        var firsts: Set<UInt32> = []
        for seed: UInt64 in [0, 1, 1 << 32] {
            for stream: UInt64 in [0, 1, 1 << 32] {
                for step: UInt32 in [0, 1] {
                    var generator = Philox(seed: seed, stream: stream, step: step)
                    firsts.insert(generator.next())
                }
            }
        }
        #expect(firsts.count == 18)
    }

    @Test func `uniform numbers fill the unit interval evenly`() {
        var generator = Philox(seed: 1)
        let numbers = (0..<20_000).map { _ in generator.nextUniform() }
        #expect(numbers.allSatisfy { (0..<1).contains($0) })
        #expect(numbers.allSatisfy { $0 * 0x1p24 == ($0 * 0x1p24).rounded() })
        // A mean of 20 000 has a standard deviation of 0.00204; five of them.
        #expect(abs(numbers.reduce(0, +) / 20_000 - 0.5) < 0.0103)
    }

    @Test func `bounded numbers are equally likely`() {
        var generator = Philox(seed: 2)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<14_000 { counts[Int(generator.next(below: 7))] += 1 }
        // Five standard deviations of a binomial (14 000, 1/7) are 207.
        #expect(counts.allSatisfy { abs($0 - 2000) < 207 })
        // With this bound a quarter of all words must be rejected.
        let bound: UInt32 = 3 << 30
        let halves = (0..<4000).map { _ in generator.next(below: bound) }
        #expect(halves.allSatisfy { $0 < bound })
        #expect(abs(halves.count { $0 < bound / 2 } - 2000) < 160)
        #expect(generator.next(below: 1) == 0)
    }

    @Test func `permutations are complete and all orders come up`() {
        var generator = Philox(seed: 3)
        #expect(generator.permutation(of: 0) == [])
        #expect(generator.permutation(of: 1) == [0])
        #expect(generator.permutation(of: 1000).sorted() == Array(0..<1000))
        var counts: [[Int]: Int] = [:]
        for _ in 0..<6000 { counts[generator.permutation(of: 3), default: 0] += 1 }
        #expect(counts.count == 6)
        // Five standard deviations of a binomial (6000, 1/6) are 144.
        #expect(counts.values.allSatisfy { abs($0 - 1000) < 144 })
    }
}
