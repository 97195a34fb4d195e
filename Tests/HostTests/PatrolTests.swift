import HostTesting
import JSON
import Synchronization
import Testing

/// The whistleblower's autopilot (rule C4).
@Suite struct PatrolTests {
    @Test func `the autopilot joins, finds a wrong verdict, proves it, and leaves`() async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let students = try await Self.studentsOnPatrol(host, data)
            try await Self.patrol(on: host, expecting: "waited")

            let right = try await students.proveAndJudge { try await students.verify($0) }
            let audited = try await Self.patrol(on: host, expecting: "audited")
            #expect(audited["task"]?.string == right)
            // There is nothing more to find in it.
            try await Self.patrol(on: host, expecting: "waited")
            try await students.client.tick(4)

            let task = try await students.proveAndJudge { try await students.reject($0) }
            let challenged = try await Self.patrol(on: host, expecting: "challenged")
            #expect(challenged["task"]?.string == task)
            try await Self.patrol(on: host, expecting: "waited")
            try await students.client.tick(3)
            let revealed = try await Self.patrol(on: host, expecting: "revealed")
            #expect(revealed["challenge"] == challenged["challenge"])
            let ruling = try await host.call(
                "judge.rule",
                ["challenge": try revealed.member("challenge")]
            )
            #expect(ruling["finding"] == "right")

            try await Self.patrol(on: host, cost: 1_000_000, expecting: "withdrew")
        }
    }

    @Test func `an audit that is cancelled in its midst stops, and is made anew the next time`()
        async throws
    {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let students = try await Self.studentsOnPatrol(host, data)
            let task = try await students.proveAndJudge { try await students.verify($0) }
            let position = try await host.call("network.status").member("position")
            let progressCount = Atomic(0)
            let connection = DirectConnection(to: host.host) { message, connection in
                guard message["method"] == "$/progress" else { return }
                progressCount.add(1, ordering: .relaxed)
                connection.cancel("patrol")
            }
            let params: JSONObject = ["as": "emmy", "cost": 1, "progressToken": "how far"]
            connection.send("whistleblower.patrol", params, id: "patrol")
            let reply = await connection.reply(to: "patrol")
            #expect(reply?["error"]?["code"] == -32800)
            #expect(progressCount.load(ordering: .relaxed) == 1, "of its several segments")
            #expect(try await host.call("network.status")["position"] == position)
            let audited = try await Self.patrol(on: host, expecting: "audited")
            #expect(audited["task"]?.string == task)
        }
    }

    /// A network with a jackpot, in which emmy looks for errors and has found nothing to look at yet.
    private static func studentsOnPatrol(
        _ host: RunningHost,
        _ data: String
    ) async throws -> Students {
        var network = Students.network
        // Fees that fill the jackpot, and errors planted in every task.
        network["parameters"] = [
            "creditsPerGigaFLOP": 100_000_000, "forcedErrorsPerMillion": 1_000_000,
        ]
        _ = try await host.call("network.create", network)
        let students = try await Students(on: host, data: data)
        _ = try await host.call("verifier.enlist", ["as": "grace", "deposit": 10_000])
        try await patrol(on: host, expecting: "waited")
        _ = try await students.proveAndJudge { try await students.verify($0) }
        try await students.client.tick(4)
        let first = try await host.call("task.list").elements(of: "tasks")[0]
        try await students.settle(first.text(of: "task"))
        try await patrol(on: host, expecting: "enlisted")
        return students
    }

    @discardableResult
    private static func patrol(
        on host: RunningHost,
        cost: Int64 = 1,
        expecting action: String
    ) async throws -> JSONValue {
        let turn = try await host.call(
            "whistleblower.patrol",
            ["as": "emmy", "cost": .integer(cost)]
        )
        #expect(turn["action"]?.string == action)
        return turn
    }
}

extension Students {
    /// A task that alan solves and somebody gives a verdict on.
    fileprivate func proveAndJudge(
        _ judge: (String) async throws -> Void
    ) async throws -> String {
        let task = try await offerTask(steps: 40)
        try await accept(task)
        try await train(task)
        try await judge(task)
        return task
    }

    /// Grace rejects a proof without looking.
    fileprivate func reject(_ task: String) async throws {
        let findings: [JSONValue] = (0..<4).map { ["segment": .integer($0), "distance": 1] }
        try await client.act(
            "verifier.report",
            as: "grace",
            ["task": .string(task), "accepted": false, "findings": .array(findings)],
            appending: "verdict"
        )
    }
}

extension CarefulClient {
    fileprivate func tick(_ count: Int) async throws {
        for _ in 0..<count { try await tick() }
    }
}
