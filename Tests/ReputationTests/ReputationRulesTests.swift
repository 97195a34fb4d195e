import Reputation
import Testing

struct ReputationRulesTests {
    @Test(
        arguments: [
            (101, 100, 1852), (11, 10, 194), (3, 2, 46), (2, 1, 27),
        ] as [(Int64, Int64, Int)]
    )
    func `exponential growth reaches the ceiling in the published number of steps`(
        numerator: Int64,
        denominator: Int64,
        steps: Int
    ) {
        let rules = ReputationRules.exponential(numerator: numerator, denominator: denominator)
        var reputation = rules.floor
        var count = 0
        while reputation < rules.ceiling {
            reputation = rules.grown(reputation)
            count += 1
        }
        #expect(count == steps)
    }
}
