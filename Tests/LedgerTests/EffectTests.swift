import Digests
import JSON
import Ledger
import Network
import Testing

@Suite struct EffectTests {
    private static let digest = Digest(sha256: [7])

    static let purses: [Purse] = [
        .balance(ParticipantID(digest)), .verifierDeposit(ParticipantID(digest)),
        .whistleblowerDeposit(ParticipantID(digest)), .fee(TaskID(digest)),
        .profilerStake(TaskID(digest)), .solverStake(TaskID(digest)),
        .verifierStake(TaskID(digest)), .challenge(ChallengeID(digest)), .claim(ClaimID(digest)),
        .treasury, .jackpot,
    ]

    static let subjects: [Subject] = [
        .participant(ParticipantID(digest)), .task(TaskID(digest)),
        .challenge(ChallengeID(digest)), .round(RoundID(digest)),
        .contribution(ContributionID(digest)), .claim(ClaimID(digest)),
    ]

    @Test func `every effect is read back from JSON as it was written`() throws {
        let effect = Effect(
            rule: "T1",
            subjects: Self.subjects,
            text: "solver share: 2000 x 7000 / 10000 = 1400 credits",
            credits: Self.purses.enumerated().map {
                CreditChange(purse: $1, amount: Credits.min + Credits($0))
            },
            reputations: [
                ReputationChange(participant: ParticipantID(Self.digest), before: 1, after: .max)
            ]
        )
        let text = effect.json.text
        #expect(try Effect(json: JSONReader(JSONValue(parsing: text))) == effect)
        #expect(Set(Self.subjects.map(\.kind)).count == Self.subjects.count)
    }

    @Test(arguments: [
        #"{"kind":"pocket","id":null}"#, #"{"kind":"balance","id":null}"#,
        #"{"kind":"balance","id":"00"}"#, #"{"kind":"treasury","colour":"red"}"#, "7",
    ])
    func `a purse that is none is refused`(text: String) throws {
        let json = try JSONReader(JSONValue(parsing: text))
        #expect(throws: JSONDecodingError.self) { try Purse(json: json) }
    }
}
