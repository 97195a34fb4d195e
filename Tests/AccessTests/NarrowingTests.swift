import Access
import Testing

/// Whatever is added to a token, it never allows more than before.
@Suite struct NarrowingTests {
    private static let methods = [
        "host.ping", "host.stop", "host.info", "solver.train", "solver.accept", "judge.rule",
        "blob.put", "key.create", "lookup", "auth.issue",
    ]
    private static let patterns = methods + ["*", "host.*", "solver.*", "judge.*", "auth.*", "x.*"]
    private static let names = ["ada", "alan", "grace"]
    private static let moments: [Int64] = [0, 99, 100, 101, 5000]

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `no chain of caveats allows what an earlier one denied`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var token = Token(id: random.bytes(16), rootKey: random.bytes(32))
        var permission = Permission.owner
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let before = Self.powers(of: permission)
            let caveat = Self.caveat(&random)
            try token.narrow(by: caveat)
            permission.narrow(by: caveat)
            let after = Self.powers(of: permission)
            #expect(after.isSubset(of: before), "seed \(seed): \(token.caveats)")
        }
        // In any order, and read back from the text, the chain means the same.
        var shuffled = Permission.owner
        for caveat in try Token(token.text).caveats.shuffled(using: &random) {
            shuffled.narrow(by: caveat)
        }
        #expect(Self.powers(of: shuffled) == Self.powers(of: permission), "seed \(seed)")
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `a token issued by whoever is narrowed is as narrow`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var issuer = Permission.owner
        for _ in 0..<3 { issuer.narrow(by: Self.caveat(&random)) }
        var issued = Permission.owner
        for caveat in issuer.caveats { issued.narrow(by: caveat) }
        #expect(Self.powers(of: issued) == Self.powers(of: issuer), "seed \(seed)")
    }

    /// Everything that a permission lets happen, out of a small world.
    private static func powers(of permission: Permission) -> Set<String> {
        var powers: Set<String> = []
        for moment in moments where !permission.isExpired(at: moment) {
            for method in methods where permission.allows(method) {
                powers.insert("\(moment) \(method)")
            }
            for name in names where permission.identities.contains(name) {
                powers.insert("\(moment) as \(name)")
            }
        }
        return powers
    }

    private static func caveat(_ random: inout SplitMix) -> Caveat {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: .identity(subset(of: names, &random))
        case 1: .roles(subset(of: ["solver", "judge", "verifier"], &random))
        case 2: .methods(Set(subset(of: patterns, &random).compactMap { MethodPattern($0) }))
        case 3: .rate(RateLimit(perSecond: .random(in: 1...9, using: &random), burst: 3))
        default: .expires(moments.randomElement(using: &random) ?? 0)
        }
    }

    private static func subset(of texts: [String], _ random: inout SplitMix) -> Set<String> {
        Set(texts.filter { _ in Bool.random(using: &random) })
    }
}

/// Random numbers that follow from a seed (Steele, Lea and Flood 2014).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }
}
