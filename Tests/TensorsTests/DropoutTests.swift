import Tensors
import Testing

private func dropped(
    _ dropout: Dropout,
    _ x: [Float],
    on execution: Execution = .standard
) -> [Float] {
    [Float](made: x.count) { execution.apply(dropout, x, into: $0, count: x.count) }
}

extension KernelCase {
    static let dropout = [
        KernelCase(name: "dropout") { execution in
            lengths.map { count in
                dropped(
                    Dropout(seed: 0x0123_4567_89ab_cdef, stream: 1 << 40 | 5, rate: 0.3),
                    Fixture.numbers(count, seed: 19),
                    on: execution
                )
            }
        }
    ]
}

@Suite struct DropoutTests {
    @Test(arguments: [(1, 0), (0xfeed_0000_beef, 7 << 35 | 3)] as [(UInt64, UInt64)])
    func `what is kept follows from Philox`(seed: UInt64, stream: UInt64) {
        let x = Fixture.numbers(1003, seed: 20)
        let dropout = Dropout(seed: seed, stream: stream, rate: 0.25)
        var generator = Philox(seed: seed, stream: stream)
        let expected = x.map { generator.next() >= 0x4000_0000 ? $0 * dropout.factor : 0 }
        #expect(dropped(dropout, x) == expected)
    }

    @Test func `the rate is that of what is dropped`() {
        let ones = [Float](repeating: 1, count: 1 << 18)
        let got = dropped(Dropout(seed: 21, stream: 0, rate: 0.1), ones)
        let zeros = got.count { $0 == 0 }
        // Six standard deviations of a binomial distribution.
        #expect(abs(Double(zeros) - 26_214.4) < 6 * 153.6, "seed 21: \(zeros)")
        #expect(Set(got) == [0, Float(1 / 0.9)])
    }

    @Test func `nothing is dropped at rate zero, and a kept NaN stays`() {
        let x = [Float].special
        let got = dropped(Dropout(seed: 22, stream: 0, rate: 0), x)
        #expect(got.map(\.isNaN) == x.map(\.isNaN))
        #expect(zip(got, x).allSatisfy { $1.isNaN || $0.bitPattern == $1.bitPattern })
    }
}
