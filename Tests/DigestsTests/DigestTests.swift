import Digests
import Testing

@Suite struct DigestTests {
    // FIPS 180-4 example values, as NIST publishes them for SHA-256.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `digests are those of FIPS 180-4`(text: String, hex: String) {
        #expect(Digest(sha256: Array(text.utf8)).hex == hex)
    }

    @Test func `pieces digest as the whole`() {
        var builder = DigestBuilder()
        builder.update(Array("ab".utf8))
        builder.update(Array("c".utf8))
        #expect(builder.finalize() == Digest(sha256: Array("abc".utf8)))
    }

    @Test func `hexadecimal text reads back and only in lower case`() {
        let digest = Digest(sha256: [1, 2, 3])
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(bytes: digest.bytes) == digest)
        #expect(Digest(hex: digest.hex.uppercased()) == nil)
        #expect(Digest(hex: String(digest.hex.dropLast())) == nil)
        #expect(Digest(hex: "g" + digest.hex.dropFirst()) == nil)
        #expect(Digest(bytes: [1, 2]) == nil)
    }

    @Test func `digests order as their bytes`() {
        let digests = (0..<50).map { Digest(sha256: [UInt8($0)]) }
        #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
    }
}

@Suite struct DrawsTests {
    @Test func `a sample has different members in order and covers the population`() {
        for seed in 0..<40 {
            var draws = Draws(seed: Digest(sha256: [UInt8(seed)]))
            let sample = draws.sample(5, of: 12)
            #expect(sample.count == 5)
            #expect(zip(sample, sample.dropFirst()).allSatisfy { $0 < $1 })
            #expect(sample.allSatisfy { (0..<12).contains($0) })
            #expect(draws.sample(20, of: 7) == Array(0..<7))
            #expect(draws.sample(3, of: 0) == [])
        }
    }

    @Test func `draws below a bound are spread evenly`() {
        var draws = Draws(seed: Digest(sha256: []))
        var counts = [Int](repeating: 0, count: 10)
        for _ in 0..<10_000 { counts[Int(draws.next(below: 10))] += 1 }
        // Five standard deviations of a binomial (10 000, 0.1) are 150.
        #expect(counts.allSatisfy { abs($0 - 1000) < 150 })
    }

    // The sampling theorem of proof-of-learning: m of n segments are cheated, Q are drawn;
    // P(detect) = 1 - C(n-m, Q) / C(n, Q).
    @Test(arguments: [(100, 1, 5, 0.0500), (100, 10, 5, 0.4162), (100, 50, 5, 0.9719)])
    func `sampling detects as often as the theorem says`(
        total: Int,
        cheated: Int,
        drawn: Int,
        probability: Double
    ) {
        let trials = 4000
        var detected = 0
        for trial in 0..<trials {
            var draws = Draws(seed: Digest(sha256: Array("theorem \(trial)".utf8)))
            detected += draws.sample(drawn, of: total).contains { $0 < cheated } ? 1 : 0
        }
        let deviation = (probability * (1 - probability) / Double(trials)).squareRoot()
        #expect(abs(Double(detected) / Double(trials) - probability) < 4 * deviation)
    }
}

@Suite struct MerkleTreeTests {
    // The test vectors of Certificate Transparency's reference implementation (RFC 6962).
    static let contents: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
        [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        [
            0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
            0x6e, 0x6f,
        ],
    ]

    @Test(arguments: [
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ])
    func `roots are those of Certificate Transparency`(count: Int, root: String) {
        #expect(MerkleTree(contents: Self.contents.prefix(count)).root.hex == root)
    }

    @Test func `every path leads to the root and no other place`() {
        for count in 1...17 {
            let tree = MerkleTree(contents: (0..<count).map { [UInt8($0)] })
            for index in 0..<count {
                let path = tree.path(to: index)
                func holds(at place: Int) -> Bool {
                    MerkleTree.verify(
                        leaf: tree.leaves[index],
                        at: place,
                        of: count,
                        path: path,
                        root: tree.root
                    )
                }
                #expect(holds(at: index))
                #expect(!(0..<count).contains { $0 != index && holds(at: $0) })
            }
        }
    }
}
