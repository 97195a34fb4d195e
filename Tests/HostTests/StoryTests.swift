import HostTesting
import JSON
import Testing

/// A whole task and a whole round, on a host that nothing happens to.
@Suite struct StoryTests {
    @Test func `a task and a round end as the rules say, and the log explains it`() async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let students = try await Students(on: host, data: data)
            let task = try await playTask(students)
            let round = try await students.playRound()

            let status = try await host.call("task.status", ["task": .string(task)])
            #expect(status["phase"] == "paid")
            try await checkRound(round, on: host)
            try await checkParticipants(host)
            try await checkBooks(host)
            let why = try await host.call("ledger.explain", ["task": .string(task)])
            #expect(try why.elements(of: "entries").contains { $0["type"] == "task.settle" })
        }
    }

    private func playTask(_ students: Students) async throws -> String {
        try await students.enlistVerifier()
        let task = try await students.offerTask(steps: 100)
        try await students.accept(task)
        try await students.train(task)
        try await students.verify(task)
        try await students.challengeInVain(task)
        try await students.settle(task)
        return task
    }

    private func checkRound(_ round: String, on host: RunningHost) async throws {
        let status = try await host.call("round.status", ["round": .string(round)])
        #expect(status["open"] == false)
        #expect(try status.elements(of: "published").count == 1)
        let standings = try status.elements(of: "contributions").map { $0["standing"]?.string }
        // Alan's two contributions are gone, the lie and the honest one.
        #expect(standings.count { $0 == "removed" } == 2)
        #expect(standings.count { $0 == "accepted" } == 4)
        let log = try await host.call("reputation.log", ["round": .string(round)])
        #expect(try log.elements(of: "entries").count == 4)
    }

    private func checkParticipants(_ host: RunningHost) async throws {
        let listed = try await host.call("participant.list").elements(of: "participants")
        func entry(_ name: String) throws -> JSONValue {
            try #require(listed.first { $0["name"]?.string == name })
        }
        let floor = 0.001
        #expect(try entry("alan")["reputation"]?.number == floor)
        #expect(try #require(entry("emmy")["reputation"]?.number) > floor)
        #expect(try entry("grace").integer(of: "credits") > Students.credits - 1000)
        #expect(try entry("ada").integer(of: "credits") < Students.credits)
    }

    private func checkBooks(_ host: RunningHost) async throws {
        let status = try await host.call("network.status")
        #expect(status["conserved"] == true)
        #expect(status["escrows"] == 0)
        let report = try await host.call("ledger.verify")
        #expect(report["valid"] == true)
        #expect(report["stateHash"] == status["stateHash"])
    }
}
