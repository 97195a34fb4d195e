import Reputation
import Testing

struct TrainingLogTests {
    static let digest = String(repeating: "0f", count: 32)

    static func entry(_ user: Int64, _ name: String) -> TrainingLog.Entry {
        TrainingLog.Entry(userID: user, fileName: name, samples: 64, digest: digest)
    }

    @Test func `a log is one line for each entry and reads back`() throws {
        let log = TrainingLog(entries: [
            Self.entry(1, "a.npy"), Self.entry(2, "with space %\n\u{7F}ü"), Self.entry(1, "b.npy"),
        ])
        #expect(
            log.text == """
                1 a.npy 64 \(Self.digest)
                2 with%20space%20%25%0A%7Fü 64 \(Self.digest)
                1 b.npy 64 \(Self.digest)

                """
        )
        #expect(try TrainingLog(text: log.text) == log)
        #expect(try TrainingLog(text: "# a comment\n\n" + log.text) == log)
        #expect(try TrainingLog(text: "") == TrainingLog())
    }

    @Test(
        arguments: [
            "1 a.npy 64", "x a.npy 64 D", "0 a.npy 64 D", "1  64 D", "1 a%2 64 D", "1 a%zz 64 D",
            "1 a%FF 64 D", "1 a.npy 0 D", "1 a.npy -1 D", "1 a.npy 64 E", "1 a.npy 64 D ",
        ])
    func `a line that is no entry is refused with its number`(line: String) {
        let text = line.replacing("D", with: Self.digest)
        let error = #expect(throws: TrainingLogError.self) {
            try TrainingLog(text: "# first\n\(text)\n")
        }
        #expect(error?.line == 2)
    }

    @Test func `removing an author keeps the order of the others`() {
        var log = TrainingLog()
        for (user, name) in [(3, "a"), (1, "b"), (3, "c"), (2, "d")] as [(Int64, String)] {
            log.append(Self.entry(user, name))
        }
        #expect(log.samples.map(\.userID) == [3, 1, 2])
        #expect(log.samples.map(\.samples) == [128, 64, 64])
        #expect(log.removeAll(by: 3) == 2)
        #expect(log.entries.map(\.fileName) == ["b", "d"])
        #expect(log.removeAll(by: 3) == 0)
    }
}
