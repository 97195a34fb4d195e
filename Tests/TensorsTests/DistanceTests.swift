import Tensors
import Testing

@Suite struct DistanceTests {
    @Test func `distances of small vectors are exact`() throws {
        let distance = try Distance(between: [1, 2, 3], and: [1, -2, 6])
        #expect(distance.l1 == 7)
        #expect(distance.l2 == 5)
        #expect(distance.linf == 4)
        #expect(abs(distance.cosine - (1 - 15 / (14.0.squareRoot() * 41.0.squareRoot()))) < 1e-15)
    }

    @Test func `a vector is at no distance from itself`() throws {
        let vector = Fixture.numbers(5000, seed: 1)
        let distance = try Distance(between: vector, and: vector)
        #expect([distance.l1, distance.l2, distance.linf] == [0, 0, 0])
        #expect((0...1e-15).contains(distance.cosine))
    }

    @Test func `directions have their cosine distances`() throws {
        #expect(try Distance(between: [1, 0], and: [0, 2]).cosine == 1)
        #expect(try Distance(between: [1, 0], and: [-3, 0]).cosine == 2)
        #expect(try Distance(between: [0, 0], and: [0, 0]).cosine == 0)
        #expect(try Distance(between: [0, 0], and: [0, 1]).cosine == 1)
    }

    @Test func `the relative distance is in lengths of the first`() throws {
        #expect(try Distance(between: [3, 4], and: [3, 14]).relative == 2)
        #expect(try Distance(between: [0, 0], and: [0, 0]).relative == 0)
        #expect(try Distance(between: [0, 0], and: [0, 1]).relative == .infinity)
        #expect(try Distance(between: [1, 0], and: [0, .nan]).relative.isNaN)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 511, 512, 513, 1536, 1537, 10_000])
    func `distances agree with a plain loop`(count: Int) throws {
        let left = Fixture.numbers(count, seed: 1)
        let right = Fixture.numbers(count, seed: 2)
        let differences = zip(left, right).map { abs(Double($0) - Double($1)) }
        let distance = try Distance(between: left, and: right)
        let l1 = differences.reduce(0, +)
        let l2 = differences.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(abs(distance.l1 - l1) <= 1e-13 * l1)
        #expect(abs(distance.l2 - l2) <= 1e-13 * l2)
        #expect(distance.linf == differences.max() ?? 0)
    }

    // Bits that every machine must find: thresholds are compared with them.
    @Test func `distances are those of the first version`() throws {
        let distance = try Distance(
            between: Fixture.numbers(3001, seed: 7),
            and: Fixture.numbers(3001, seed: 8)
        )
        let bits = [distance.l1, distance.l2, distance.linf, distance.cosine].map(\.bitPattern)
        #expect(
            bits == [
                0x409f_8a06_2710_0000, 0x4046_5f8d_8538_9cbe,
                0x3fff_12ad_8000_0000, 0x3ff0_249e_9f4a_e870,
            ]
        )
    }

    @Test func `what is not finite shows, wherever it stands`() throws {
        for index in [0, 17, 600] {
            for bad in [Float.nan, .infinity, -.infinity] {
                var vector = Fixture.numbers(700, seed: 3)
                let other = vector
                vector[index] = bad
                let distance = try Distance(between: vector, and: other)
                #expect(!distance.l1.isFinite)
                #expect(!distance.l2.isFinite)
                #expect(!distance.linf.isFinite)
                #expect(!distance.cosine.isFinite)
            }
        }
    }

    @Test func `the largest floats do not overflow`() throws {
        let large = Float.greatestFiniteMagnitude
        let distance = try Distance(between: [large, large], and: [-large, -large])
        #expect(distance.l2.isFinite)
        #expect(distance.cosine == 2)
    }

    @Test func `vectors of two lengths have no distance`() throws {
        #expect(throws: TensorError.elementCountMismatch(expected: 1, got: 2)) {
            try Distance(between: [1], and: [1, 2])
        }
        let error = #expect(throws: TensorError.self) {
            try Distance(
                between: Tensor([1, 2]),
                and: Tensor(rows: 1, columns: 2, elements: [1, 2])
            )
        }
        #expect(
            "\(try #require(error))"
                == "a distance needs two tensors of one shape, but got [2] and [1, 2]"
        )
    }
}
