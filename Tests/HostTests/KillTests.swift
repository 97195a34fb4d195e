import Foundation
import HostTesting
import JSON
import Testing

/// The life of a task and of a round on a host that is killed all the time.
@Suite struct KillTests {
    static let killsMin = 50
    static let steps = 1000

    /// The seed in the environment, to repeat a run; otherwise a new one.
    static let seed =
        ProcessInfo.processInfo.environment["ASSAY_KILL_SEED"].flatMap { UInt64($0) }
        ?? UInt64.random(in: .min ... .max)

    @Test func `nothing that a killed host has told is lost, and all work is done in the end`()
        async throws
    {
        print("kill test: repeat with ASSAY_KILL_SEED=\(Self.seed)")
        let home = try TemporaryHome()
        let undisturbed = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        let host = try await KilledHost(home: home.path, schedule: KillSchedule(seed: Self.seed))

        let students = try await Students(on: host, data: data)
        try await students.enlistVerifier()
        let task = try await students.offerTask(steps: Self.steps)
        try await students.accept(task)
        let (source, target) = (home.path, undisturbed.path)
        try await host.interrupt {
            try FileManager.default.copyItem(atPath: source, toPath: target)
        }
        let proof = try await students.train(task)
        try await students.verify(task)
        try await students.challengeInVain(task)
        try await students.settle(task)
        _ = try await students.playRound()

        while await host.toll.kills < Self.killsMin {
            try await students.client.act(
                "participant.transfer",
                as: "ada",
                ["to": "emmy", "amount": 1],
                appending: "credits.transfer",
                isRepeatable: true
            )
        }
        await host.end()

        let toll = await host.toll
        print("kill test: \(toll)")
        #expect(toll.answered > 0)
        #expect(toll.lost > 0)
        try checkTrainings(await host.trainings)
        #expect(proof.fields == (try await train(task, in: undisturbed.path)).fields)
    }

    /// Every training but the first must go on from the last checkpoint before the kill.
    ///
    /// A step is reported before its segment's checkpoint is written; so of what was reported only
    /// the last segment may be done again.
    private func checkTrainings(_ trainings: [[Int64]]) throws {
        print("kill test: training took \(trainings.count) attempts")
        // How many kills hit it, the machine decides; unless one does, there is nothing to see.
        #expect(trainings.count > 1)
        var reached: Int64 = 0
        for reported in trainings {
            // Killed before its first report, or called when only the proof was missing.
            guard let first = reported.first, let last = reported.last else { continue }
            #expect(first >= reached, "the training began again at step \(first) of \(reached)")
            reached = last
        }
        #expect(reached == Self.steps)
    }

    /// The proof of the same run of the same task, by a host that nobody kills.
    private func train(_ task: String, in home: String) async throws -> LoggedEvent {
        let program = HostProgram(home: home)
        try await program.start()
        let host = ConnectedHost(try await program.connect())
        _ = try await host.call("solver.train", ["task": .string(task), "as": "alan"])
        let proof = try await CarefulClient(host).events().last { $0.kind == "proof.append" }
        await program.kill()
        return try #require(proof)
    }
}
