/// An endless sequence of draws that follows from one digest alone.
///
/// Everyone who knows the seed (a beacon mixed with what it decides) gets the same draws; nobody
/// who does not know it can tell anything about them. Draw `i` is `SHA-256(seed || i)`.
public struct Draws: Sendable {
    private let seed: Digest
    private var counter: UInt64 = 0

    /// The draws that follow from a seed.
    public init(seed: Digest) {
        self.seed = seed
    }

    /// The next draw as a digest.
    public mutating func next() -> Digest {
        var builder = DigestBuilder()
        builder.update(seed)
        builder.update(counter)
        counter += 1
        return builder.finalize()
    }

    /// The next draw as a number in `0..<bound`.
    ///
    /// The high half of a 128 x 64 bit product: off from uniform by less than 2^-64.
    public mutating func next(below bound: UInt64) -> UInt64 {
        precondition(bound > 0, "a draw needs something to draw from")
        let product = next().leadingBits.multipliedFullWidth(by: UInt128(bound))
        return UInt64(product.high)
    }

    /// `count` different numbers of `0..<total` in ascending order, or all of them if there are
    /// not as many (Floyd's sampling without replacement).
    public mutating func sample(_ count: Int, of total: Int) -> [Int] {
        precondition(count >= 0, "a sample's size cannot be negative")
        precondition(total >= 0, "a population's size cannot be negative")
        var chosen: Set<Int> = []
        for last in max(0, total - count)..<total {
            let candidate = Int(next(below: UInt64(last) + 1))
            chosen.insert(chosen.contains(candidate) ? last : candidate)
        }
        return chosen.sorted()
    }
}
