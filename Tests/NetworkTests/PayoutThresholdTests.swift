import Network
import Testing

@Suite struct PayoutThresholdTests {
    @Test(
        arguments: [
            // J, p in millionths, cost, k*
            (1000, 10_000, 1, 4),
            (1000, 1000, 1, 1),
            (1000, 999, 1, 0),
            (1000, 2000, 1, 2),
            (1000, 10_000, 10, 1),
            (1000, 10_000, 11, 0),
            (0, 10_000, 1, 0),
            (1000, 0, 1, 0),
            (1, 1_000_000, 1, 1),
            (Int64.max, 1_000_000, 1, 63),
            (Int64.max, 1_000_000, Int64.max, 1),
        ] as [(Credits, Int64, Credits, Int64)]
    )
    func `as many whistleblowers are paid as planted errors pay for`(
        jackpot: Credits,
        chance: Int64,
        cost: Credits,
        threshold: Int64
    ) {
        let found = PayoutThreshold.whistleblowers(
            jackpot: jackpot,
            forcedErrorsPerMillion: chance,
            cost: cost
        )
        #expect(found == threshold)
    }

    @Test func `the last one who is paid for gets the cost, one more would not`() {
        for jackpot in stride(from: Credits(1), through: 5000, by: 7) {
            for cost in Credits(1)...12 {
                let paid = PayoutThreshold.whistleblowers(
                    jackpot: jackpot,
                    forcedErrorsPerMillion: 50_000,
                    cost: cost
                )
                let gain = jackpot * 50_000
                if paid > 0 { #expect(gain >= cost * 1_000_000 << (paid - 1)) }
                #expect(gain < cost * 1_000_000 << paid)
            }
        }
    }
}
