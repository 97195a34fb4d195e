import Foundation
import HostTesting
import JSON
import Testing

/// Notes are kept for as long as somebody needs them.
@Suite struct ForgettingTests {
    @Test func `what has been shown, or was refused, is forgotten`() async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        let notes = "\(home.path)/notes"
        try await withHost(at: home.path) { host in
            let students = try await Students(on: host, data: data)
            try await students.enlistVerifier()
            let enlisted = try Self.names(in: notes)
            #expect(enlisted.count == 1)
            _ = try await host.refusal(of: "verifier.enlist", ["as": "alan", "deposit": 1])
            #expect(try Self.names(in: notes) == enlisted)

            let task = try await students.offerTask(steps: 40)
            try await students.accept(task)
            try await students.train(task)
            #expect(try Self.names(in: notes) == enlisted)
            // Time passes between the attempts; none of them leaves anything.
            try await students.verify(task)
            let next = try Self.names(in: notes)
            #expect(next.count == 1)
            #expect(next != enlisted)
            try await students.challengeInVain(task)
            #expect(try Self.names(in: notes) == next)
        }
    }

    private static func names(in directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }
}
