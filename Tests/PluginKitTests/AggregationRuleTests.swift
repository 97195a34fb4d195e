import Aggregation
import PluginKit
import Testing

@Suite struct AggregationRuleTests {
    @Test(arguments: [AggregationRule.median, .trimmedMean(trim: 1)])
    func `a rule that must see all updates at once has a bound`(rule: AggregationRule) throws {
        try rule.requireMemory(updates: 4, parameters: 8, limit: 128)
        #expect(throws: AggregationError.memory(updates: 5, limit: 128)) {
            try rule.requireMemory(updates: 5, parameters: 8, limit: 128)
        }
        #expect(throws: AggregationError.self) {
            try rule.requireMemory(updates: .max, parameters: .max)
        }
    }

    @Test(arguments: [AggregationRule.normalized, .attenuated])
    func `a rule that sees one update at a time has none`(rule: AggregationRule) throws {
        try rule.requireMemory(updates: .max, parameters: .max)
    }
}
