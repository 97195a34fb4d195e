import Tensors
import Testing

/// The polynomials for exp and log against double precision.
@Suite struct TranscendentalTests {
    /// How far a float is from the exact value, in units of the exact value's last place.
    static func error(of got: Float, from exact: Double) -> Double {
        let rounded = Float(exact)
        if exact.isNaN { return got.isNaN ? 0 : .infinity }
        if rounded.isInfinite || got.isInfinite { return rounded == got ? 0 : .infinity }
        // The unit below a power of two is the smaller one, and it does not shrink for denormals.
        let exponent = max(exact == 0 ? -126 : Int(exact.exponent), -126)
        return abs(Double(got) - exact)
            / Double(sign: .plus, exponent: exponent - 23, significand: 1)
    }

    /// Floats of every sign and exponent, 2^32 / 100 003 of them.
    static let sweep = stride(from: UInt64(0), to: 1 << 32, by: 100_003).map {
        Float(bitPattern: UInt32($0))
    }

    // Over every fifth of all floats the largest errors were 0.974 (exp) and 0.783 (log).
    @Test func `exp is within one unit in the last place`() throws {
        let dense = stride(from: Float(-104), to: 89, by: 0.001_3)
        let inputs = Self.sweep + Array(dense) + [88.72283, 88.72284, -103.97, -103.98, -87.34]
        let outputs = try Tensor(inputs).applying(.exponential, on: .standard).elements
        let worst = zip(inputs, outputs).map { Self.error(of: $1, from: exponential(Double($0))) }
        #expect(try #require(worst.max()) <= 1)
    }

    @Test func `log is within one unit in the last place`() throws {
        let dense = stride(from: Float(0.3), to: 3, by: 0.000_017)
        let inputs = Self.sweep + Array(dense) + [.leastNonzeroMagnitude, .leastNormalMagnitude]
        let outputs = try Tensor(inputs).applying(.logarithm, on: .standard).elements
        let worst = zip(inputs, outputs).map {
            Self.error(of: $1, from: naturalLogarithm(Double($0)))
        }
        #expect(try #require(worst.max()) <= 1)
    }

    @Test func `special values are those of mathematics`() throws {
        let inputs = try Tensor([0, -0.0, 1, .infinity, -.infinity, .nan, -1])
        let exponentials = try inputs.applying(.exponential, on: .standard).elements
        #expect(Array(exponentials[..<2]) == [1, 1])
        #expect(Array(exponentials[3...4]) == [.infinity, 0])
        #expect(exponentials[5].isNaN)
        let logarithms = try inputs.applying(.logarithm, on: .standard).elements
        #expect(Array(logarithms[..<4]) == [-.infinity, -.infinity, 0, .infinity])
        #expect(logarithms[4...].allSatisfy { $0.isNaN })
    }
}
