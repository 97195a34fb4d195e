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
        #expect(Self.steps(of: rules) == steps)
        #expect(rules.level(steps) == rules.ceiling)
        #expect(rules.level(steps - 1) < rules.ceiling)
    }

    @Test func `linear growth reaches the ceiling in 998 steps of 0.001`() {
        #expect(Self.steps(of: .linear) == 998)
        #expect(ReputationRules.linear.level(10) == 11_000_000_000)
    }

    static func steps(of rules: ReputationRules) -> Int {
        var reputation = rules.floor
        var count = 0
        while reputation < rules.ceiling {
            let next = rules.grown(reputation)
            #expect(next > reputation)
            reputation = next
            count += 1
        }
        return count
    }

    @Test func `reputation never leaves floor and ceiling, whatever comes`() {
        let all: [ReputationRules] = [
            .linear, .exponential(numerator: 3, denominator: 2),
            .exponential(numerator: .max, denominator: 1),
            ReputationRules(floor: 1, ceiling: 2, growth: .linear(step: .max)),
        ]
        for rules in all {
            let values: [ReputationUnits] = [
                .min, -1, 0, 1, rules.floor, rules.ceiling - 1, rules.ceiling, .max,
            ]
            for value in values {
                let outcomes =
                    [rules.grown(value), rules.lowered(value)]
                    + values.map { rules.rewarded(value, accused: $0) }
                for outcome in outcomes {
                    #expect((rules.floor...rules.ceiling).contains(outcome))
                }
            }
        }
    }

    @Test func `losing is quicker than gaining`() {
        let rules = ReputationRules.linear
        #expect(rules.lowered(500_000_000_001) == 250_000_000_000)
        #expect(rules.lowered(1_000_000_001) == rules.floor)
        #expect(rules.rewarded(3_000_000_000, accused: 101) == 3_000_000_000 + 500_000_000)
        #expect(rules.rewarded(900_000_000_000, accused: 800_000_000_000) == rules.ceiling)
    }

    @Test func `rules that cannot work say why`() {
        func fault(
            _ floor: Int64,
            _ ceiling: Int64,
            _ growth: ReputationRules.Growth
        ) -> String? {
            ReputationRules(floor: floor, ceiling: ceiling, growth: growth).fault
        }
        #expect(ReputationRules.linear.fault == nil)
        #expect(ReputationRules.exponential(numerator: 2, denominator: 1).fault == nil)
        #expect(fault(0, 9, .linear(step: 1)) != nil)
        #expect(fault(9, 9, .linear(step: 1)) != nil)
        #expect(fault(1, .max, .linear(step: 1)) != nil)
        #expect(fault(1, 9, .linear(step: 0)) != nil)
        #expect(fault(1, 9, .exponential(numerator: 1, denominator: 1)) != nil)
        #expect(fault(1, 9, .exponential(numerator: 1, denominator: 0)) != nil)
    }
}
