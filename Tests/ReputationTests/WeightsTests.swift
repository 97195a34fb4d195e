import Reputation
import Testing

struct WeightsTests {
    static func author(
        _ user: Int64,
        _ reputation: ReputationUnits,
        _ samples: Int64,
        founder: Bool = false
    ) -> Weights.Author {
        Weights.Author(
            userID: user,
            reputation: reputation,
            samples: samples,
            isFounder: founder
        )
    }

    @Test func `without a cap a sample weighs its author's reputation`() {
        let authors = [Self.author(1, 5, 2, founder: true), Self.author(2, 900, 3)]
        #expect(Weights.perSample(of: authors, newcomersCapPerMillion: 0) == [5, 900])
        #expect(Weights.perSample(of: [], newcomersCapPerMillion: 5) == [])
    }

    @Test func `newcomers together weigh no more than the cap`() {
        let one = ReputationRules.one
        let authors = [
            Self.author(1, one / 2, 10, founder: true),
            Self.author(2, one / 2, 90),
            Self.author(3, one / 4, 20),
        ]
        // Founders weigh 5, newcomers 50; a cap of a fifth allows 5 x 0.2 / 0.8 = 1.25.
        let weights = Weights.perSample(of: authors, newcomersCapPerMillion: 200_000)
        #expect(weights == [one / 2, one / 80, one / 160])
        let newcomers = Int128(weights[1]) * 90 + Int128(weights[2]) * 20
        let founders = Int128(weights[0]) * 10
        #expect(newcomers * 1_000_000 <= (newcomers + founders) * 200_000)
    }

    @Test func `a cap that is not reached, or without founders, changes nothing`() {
        let few = [Self.author(1, 900, 10, founder: true), Self.author(2, 5, 1)]
        #expect(Weights.perSample(of: few, newcomersCapPerMillion: 500_000) == [900, 5])
        let nobody = [Self.author(1, 900, 10), Self.author(2, 5, 1)]
        #expect(Weights.perSample(of: nobody, newcomersCapPerMillion: 1) == [900, 5])
    }

    @Test func `the largest log there can be is weighed without overflow`() {
        let one = ReputationRules.one
        let authors = [
            Self.author(1, one, 1 << 40, founder: true), Self.author(2, one, 1 << 50),
        ]
        let weights = Weights.perSample(of: authors, newcomersCapPerMillion: 500_000)
        #expect(weights[0] == one)
        #expect(weights[1] <= one >> 10)
        #expect(weights[1] >= (one >> 10) - 1)
    }
}
