import Aggregation
import Tensors
import Testing

struct WeightedSumsTests {
    private struct Contribution {
        let author: String
        let gradient: [Float]
        let count: Int
    }

    private static func reputation(perMille: Int64) -> Int64 { perMille * 1_000_000_000 }

    private let reputations = ["a": reputation(perMille: 900), "b": reputation(perMille: 100)]

    private func sums(_ log: [Contribution]) throws -> WeightedSums<String> {
        var sums = WeightedSums<String>()
        for entry in log { try sums.append(entry.gradient, count: entry.count, by: entry.author) }
        return sums
    }

    @Test func `both readings of weighting by reputation give their formula`() throws {
        let sums = try sums([
            Contribution(author: "a", gradient: [1, 2], count: 1),
            Contribution(author: "b", gradient: [5, -2], count: 1),
        ])
        let weigh = { (author: String) in reputations[author] ?? 0 }
        // (0.9 x 1 + 0.1 x 5) / (0.9 + 0.1) and the same over 1 + 1.
        #expect(try sums.aggregate(.normalized, reputation: weigh) == [1.4, 1.6])
        #expect(try sums.aggregate(.attenuated, reputation: weigh) == [0.7, 0.8])
    }

    @Test func `the two readings lie far apart while reputations are low`() throws {
        // Four authors of unequal standing: the normalised mean keeps the scale of the gradients,
        // the attenuated one shrinks with the authors' average reputation.
        let standing: [String: Int64] = ["a": 300, "b": 100, "c": 50, "d": 1]
        let log = ["a", "b", "c", "d"].map { Contribution(author: $0, gradient: [1], count: 1) }
        let weigh = { (author: String) in Self.reputation(perMille: standing[author] ?? 0) }
        let sums = try sums(log)
        #expect(try sums.aggregate(.normalized, reputation: weigh) == [1])
        #expect(try sums.aggregate(.attenuated, reputation: weigh) == [0.11275])
    }

    @Test func `contributions count as many times as they have samples`() throws {
        let sums = try sums([
            Contribution(author: "a", gradient: [30], count: 30),
            Contribution(author: "a", gradient: [50], count: 10),
        ])
        #expect(sums.count(of: "a") == 40)
        #expect(try sums.aggregate(reputation: { _ in 1 }) == [2])
    }

    @Test func `authors that are added one after another give the bits of all at once`() throws {
        var random = Philox(seed: 11)
        let log = (0..<200).map { _ in
            Contribution(
                author: ["a", "b", "c", "d"][Int(random.next(below: 4))],
                gradient: (0..<33).map { _ in 1000 * (random.nextUniform() - 0.5) },
                count: 1 + Int(random.next(below: 50))
            )
        }
        let weigh = { (author: String) in Int64(author.utf8.reduce(1) { $0 * 7919 + Int($1) }) }
        let whole = try sums(log)
        for form in WeightingForm.allCases {
            var total = WeightedTotal(form)
            for author in whole.authors {
                try total.add(sums(log.filter { $0.author == author }), reputation: weigh)
            }
            #expect(try total.mean() == whole.aggregate(form, reputation: weigh))
        }
        #expect(throws: AggregationError.noUpdates) { try WeightedTotal(.normalized).mean() }
    }

    @Test func `removing an author gives the bits of a log that never had it`() throws {
        var random = Philox(seed: 7)
        let log = (0..<200).map { _ in
            Contribution(
                author: ["a", "b", "c", "liar", "e"][Int(random.next(below: 5))],
                gradient: (0..<33).map { _ in 1000 * (random.nextUniform() - 0.5) },
                count: 1 + Int(random.next(below: 50))
            )
        }
        let weigh = { (author: String) in Int64(author.utf8.reduce(1) { $0 * 7919 + Int($1) }) }
        var removed = try sums(log)
        removed.remove("liar")
        let never = try sums(log.filter { $0.author != "liar" })
        for form in WeightingForm.allCases {
            #expect(
                try removed.aggregate(form, reputation: weigh)
                    == never.aggregate(form, reputation: weigh)
            )
        }
        #expect(removed.authors == never.authors)
        #expect(removed.count(of: "liar") == 0)
    }

    @Test func `old contributions gain weight as their author's reputation grows`() throws {
        let sums = try sums([
            Contribution(author: "a", gradient: [0], count: 1),
            Contribution(author: "b", gradient: [1], count: 1),
        ])
        var before: Float = -1
        for level in stride(from: Int64(1), through: 999, by: 499) {
            let now = try sums.aggregate(reputation: {
                Self.reputation(perMille: $0 == "b" ? level : 500)
            })[0]
            #expect(now > before)
            before = now
        }
    }

    @Test func `running sums are in double precision`() throws {
        // In single precision the ones would vanish beside 2^24.
        var log = [Contribution(author: "a", gradient: [16_777_216], count: 1)]
        log += (0..<8).map { _ in Contribution(author: "a", gradient: [1], count: 1) }
        #expect(try sums(log).aggregate(reputation: { _ in 1 }) == [16_777_224 / 9])
    }

    @Test func `what cannot be weighed is refused`() throws {
        var sums = WeightedSums<String>()
        #expect(throws: AggregationError.noUpdates) { try sums.aggregate { _ in 1 } }
        #expect(throws: AggregationError.sampleCount(0, update: 0)) {
            try sums.append([1], count: 0, by: "a")
        }
        #expect(throws: AggregationError.notFinite(update: 0)) {
            try sums.append([.infinity], count: 1, by: "a")
        }
        try sums.append([1], count: 1, by: "a")
        #expect(throws: AggregationError.length(2, expected: 1, update: 1)) {
            try sums.append([1, 2], count: 1, by: "b")
        }
        #expect(throws: AggregationError.noWeight) { try sums.aggregate { _ in 0 } }
    }

    @Test func `an aggregate moves a model against the gradient`() throws {
        let parameters = [
            try Tensor(rows: 1, columns: 2, elements: [1, 2]), try Tensor([3]),
        ]
        let moved = try ModelUpdate.descend(
            from: parameters,
            along: [10, -10, 1],
            learningRate: 0.5,
            on: .standard
        )
        #expect(moved.map(\.elements) == [[-4, 7], [2.5]])
        #expect(throws: ModelUpdateError.length(1, expected: 3)) {
            try ModelUpdate.descend(
                from: parameters,
                along: [1],
                learningRate: 1,
                on: .standard
            )
        }
    }
}
