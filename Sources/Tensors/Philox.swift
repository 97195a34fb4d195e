public import Digests

/// Random numbers that are a function of (seed, stream, step) and nothing else: Philox4x32-10.
///
/// Counter-based after Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3" (SC 2011):
/// block i is ten rounds of a keyed bijection on the counter, so any step of any stream is reached
/// without drawing those before it. The key is the seed, the counter (block, step, stream).
public struct Philox: Sendable {
    private let key: SIMD2<UInt32>
    private var counter: SIMD4<UInt32>
    private var block = SIMD4<UInt32>()
    private var used = 4

    /// The numbers of one step of one stream; 2^34 words before they repeat.
    public init(seed: UInt64, stream: UInt64 = 0, step: UInt32 = 0) {
        key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32))
        counter = SIMD4(0, step, UInt32(truncatingIfNeeded: stream), UInt32(stream >> 32))
    }

    /// The numbers of one step of one stream, the first eight bytes of a digest being the seed.
    public init(seed: Digest, stream: UInt64 = 0, step: UInt32 = 0) {
        self.init(seed: Self.seed(of: seed), stream: stream, step: step)
    }

    /// The seed that a digest stands for.
    package static func seed(of digest: Digest) -> UInt64 {
        LittleEndian.integer(of: digest.bytes, at: 0)
    }

    /// The next 32 random bits.
    public mutating func next() -> UInt32 {
        if used == 4 {
            block = Self.block(counter: counter, key: key)
            counter[0] &+= 1
            used = 0
        }
        defer { used += 1 }
        return block[used]
    }

    /// The next number in [0, 1): the upper 24 bits of a word, times 2^-24.
    public mutating func nextUniform() -> Float {
        Float(next() >> 8) * 0x1p-24
    }

    /// The next number in `0..<bound`, every one equally likely (Lemire, "Fast Random Integer
    /// Generation in an Interval", 2019: multiply, and reject the surplus).
    public mutating func next(below bound: UInt32) -> UInt32 {
        precondition(bound > 0, "a draw needs something to draw from")
        let surplus = (0 &- bound) % bound
        while true {
            let product = next().multipliedFullWidth(by: bound)
            if product.low >= surplus { return product.high }
        }
    }

    /// The numbers `0..<count` in random order.
    public mutating func permutation(of count: Int) -> [Int] {
        precondition(count >= 0, "a permutation's length is not negative")
        var places = [Int](repeating: 0, count: count)
        permute(&places)
        return places
    }

    /// Fills an array with its own indices in random order (Fisher-Yates from the end).
    package mutating func permute(_ places: inout [Int]) {
        precondition(places.count <= UInt32.max, "places are drawn as 32-bit numbers")
        for place in places.indices { places[place] = place }
        for last in stride(from: places.count - 1, to: 0, by: -1) {
            places.swapAt(last, Int(next(below: UInt32(last) + 1)))
        }
    }

    /// Ten rounds of Philox4x32 on one counter.
    public static func block(
        counter: SIMD4<UInt32>,
        key: SIMD2<UInt32>
    ) -> SIMD4<UInt32> {
        var (state, key) = (counter, key)
        for _ in 0..<10 {
            let left = state[0].multipliedFullWidth(by: 0xd251_1f53)
            let right = state[2].multipliedFullWidth(by: 0xcd9e_8d57)
            state = SIMD4(
                right.high ^ state[1] ^ key[0],
                right.low,
                left.high ^ state[3] ^ key[1],
                left.low
            )
            // The Weyl sequence of the golden ratio and of the square root of three, less one.
            key &+= SIMD2(0x9e37_79b9, 0xbb67_ae85)
        }
        return state
    }
}
