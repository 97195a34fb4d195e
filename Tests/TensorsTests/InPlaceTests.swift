import Tensors
import Testing

@Suite struct InPlaceTests {
    /// More than one piece, and not a whole number of them.
    private static let count = 1337

    private static func numbers(_ seed: UInt64) -> [Float] {
        var random = Philox(seed: seed)
        return (0..<count).map { _ in 0.1 + 2 * random.nextUniform() }
    }

    @Test(arguments: Unary.allCases)
    func `what is computed in place has the same bits`(function: Unary) throws {
        for set in InstructionSet.available {
            let execution = try Execution(instructionSet: set)
            let x = Self.numbers(1)
            var apart = [Float](repeating: 0, count: Self.count)
            execution.apply(function, x, into: &apart, count: Self.count)
            var within = x
            within.withUnsafeMutableBufferPointer { elements in
                guard let start = elements.baseAddress else { return }
                execution.apply(function, start, into: start, count: Self.count)
            }
            #expect(within.map(\.bitPattern) == apart.map(\.bitPattern), "\(set)")

            let upstream = Self.numbers(2)
            var gradient = [Float](repeating: 0, count: Self.count)
            execution.applyGradient(
                function,
                x,
                apart,
                upstream: upstream,
                into: &gradient,
                count: Self.count
            )
            within = upstream
            within.withUnsafeMutableBufferPointer { elements in
                guard let start = elements.baseAddress else { return }
                execution.applyGradient(
                    function,
                    x,
                    apart,
                    upstream: start,
                    into: start,
                    count: Self.count
                )
            }
            #expect(within.map(\.bitPattern) == gradient.map(\.bitPattern), "\(set)")
        }
    }
}
