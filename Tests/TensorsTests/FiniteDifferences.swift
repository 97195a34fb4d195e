/// The gradient of a function of many numbers by central differences in double precision.
func finiteDifferences(
    at point: [Double],
    step: Double = 0x1p-17,
    _ function: ([Double]) -> Double
) -> [Double] {
    point.indices.map { index in
        func value(_ offset: Double) -> Double {
            var moved = point
            moved[index] += offset
            return function(moved)
        }
        return (value(step) - value(-step)) / (2 * step)
    }
}

extension [Float] {
    var doubles: [Double] { map { Double($0) } }

    /// The largest difference from numbers in double precision; infinite where one is no number.
    func largestDifference(from other: [Double]) -> Double {
        guard count == other.count else { return .infinity }
        let differences = zip(self, other).map { abs(Double($0) - $1) }
        return differences.contains { $0.isNaN } ? .infinity : differences.max() ?? 0
    }
}

/// The sum of products.
func dot(_ left: [Double], _ right: [Float]) -> Double {
    zip(left, right).map { $0 * Double($1) }.reduce(0, +)
}
