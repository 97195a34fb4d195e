import Aggregation
import Testing

struct RobustRuleTests {
    // Golden vectors of ByzFL's documentation, and of a run of ByzFL with an outlier.
    private let plain: [[Float]] = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    private let outlier: [[Float]] = [
        [1, 2, 3], [4, 5, 6], [7, 8, 9], [1.5, 2.5, 2.5], [100, -100, 0],
    ]

    @Test func `median and trimmed mean give the published vectors`() throws {
        #expect(try RobustRule.median.aggregate(plain) == [4, 5, 6])
        #expect(try RobustRule.trimmedMean(dropped: 1).aggregate(plain) == [4, 5, 6])
        #expect(try RobustRule.median.aggregate(outlier) == [4, 2.5, 3])
        let trimmed = try RobustRule.trimmedMean(dropped: 1).aggregate(outlier)
        for (value, published) in zip(trimmed, [4.16667, 3.16667, 3.83333] as [Float]) {
            #expect(abs(value - published) < 1e-5)
        }
    }

    @Test func `the mean is moved by one outlier and the median is not`() throws {
        #expect(try RobustRule.mean.aggregate(outlier)[0] == 22.7)
        #expect(try RobustRule.median.aggregate(outlier)[0] == 4)
    }

    @Test func `the median of an even number is the mean of the middle two`() throws {
        #expect(try RobustRule.median.aggregate([[1], [9], [2], [4]]) == [3])
    }

    @Test func `a rule does not depend on the order of the updates but for the mean's rounding`()
        throws
    {
        let turned = Array(outlier.reversed())
        #expect(try RobustRule.median.aggregate(turned) == RobustRule.median.aggregate(outlier))
        let rule = RobustRule.trimmedMean(dropped: 1)
        #expect(try rule.aggregate(turned) == rule.aggregate(outlier))
    }

    @Test func `updates that do not fit a rule are refused`() {
        #expect(throws: AggregationError.noUpdates) { try RobustRule.mean.aggregate([]) }
        #expect(throws: AggregationError.length(2, expected: 1, update: 1)) {
            try RobustRule.median.aggregate([[1], [1, 2]])
        }
        #expect(throws: AggregationError.notFinite(update: 1)) {
            try RobustRule.median.aggregate([[1], [.nan]])
        }
        #expect(throws: AggregationError.tooManyDropped(2, updates: 4)) {
            try RobustRule.trimmedMean(dropped: 2).aggregate([[1], [2], [3], [4]])
        }
        #expect(throws: AggregationError.tooManyDropped(-1, updates: 1)) {
            try RobustRule.trimmedMean(dropped: -1).aggregate([[1]])
        }
    }

    @Test func `whoever has lost interest is not kept waiting`() async {
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            #expect(throws: AggregationError.cancelled) {
                try RobustRule.median.aggregate([[1, 2], [3, 4]])
            }
            var sums = WeightedSums<Int>()
            try sums.append([1, 2], count: 1, by: 1)
            #expect(throws: AggregationError.cancelled) { try sums.aggregate { _ in 1 } }
        }
        _ = await cancelled.result
    }
}
