import HostTesting
import JSON
import JSONRPC
import Testing

/// Calls that take their time: what can be seen of them, and how they end early.
@Suite struct LongCallTests {
    /// Half a minute and more: no test waits for the end.
    private static let endless = 200_000

    /// A task that alan is to train, told to a host of its own.
    private func withTraining(
        steps: Int,
        _ body: @Sendable (RunningHost, Students, String) async throws -> Void
    ) async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let students = try await Students(on: host, data: data)
            try await students.enlistVerifier()
            let task = try await students.offerTask(steps: steps)
            try await students.accept(task)
            try await body(host, students, task)
        }
    }

    private static func training(_ task: String) -> JSONObject {
        ["task": .string(task), "as": "alan", "progressToken": "how far"]
    }

    /// Cancels a training when it has reported so many times; the steps that it reported.
    private static func train(
        _ task: String,
        on host: RunningHost,
        forReports count: Int
    ) async throws -> [Int64] {
        host.notifications.begin()
        let call = Task { try await host.refusal(of: "solver.train", training(task)) }
        await host.notifications.wait(for: count)
        call.cancel()
        #expect(try await call.value.code == .cancelled)
        return host.notifications.progress.compactMap { $0["step"]?.integer }
    }

    @Test func `progress is reported under the caller's token, and only when asked for`()
        async throws
    {
        try await withTraining(steps: 2000) { host, _, task in
            let run = try await host.call("solver.train", Self.training(task))
            #expect(run["steps"] == 2000)
            let notifications = host.notifications.all
            #expect(notifications.allSatisfy { $0.method == "$/progress" })
            #expect(notifications.allSatisfy { $0.params?["token"] == "how far" })
            let steps = host.notifications.progress.compactMap { $0["step"]?.integer }
            #expect(steps == Array(stride(from: 20, through: 2000, by: 20)))

            host.notifications.begin()
            _ = try await host.call("ledger.verify")
            #expect(host.notifications.all.isEmpty)
        }
    }

    @Test func `a profile that nobody wants any more is not measured`() async throws {
        try await withTraining(steps: 40) { host, _, task in
            let refusal = try await host.refusal(
                of: "verifier.profile",
                ["task": .string(task), "as": "grace", "progressToken": "how far"]
            )
            #expect(refusal.code == .wrongPhase)
            #expect(host.notifications.all.isEmpty)
        }
    }

    @Test func `others are answered while a training runs`() async throws {
        try await withTraining(steps: Self.endless) { host, _, task in
            let training = Task {
                try await host.refusal(of: "solver.train", Self.training(task))
            }
            await host.notifications.wait(for: 1)
            #expect(try await host.call("host.ping")["reply"] == "pong")
            let status = try await host.call("task.status", ["task": .string(task)])
            #expect(status["phase"] == "solving")
            training.cancel()
            #expect(try await training.value.code == .cancelled, "it was still running")
        }
    }

    @Test func `a cancelled training stops, and goes on when it is called again`() async throws {
        try await withTraining(steps: Self.endless) { host, _, task in
            let before = try await Self.train(task, on: host, forReports: 2)
            let status = try await host.call("task.status", ["task": .string(task)])
            #expect(status["phase"] == "solving")
            let after = try await Self.train(task, on: host, forReports: 1)
            // A segment is reported before its checkpoint is kept; at most one is done again.
            #expect(try #require(after.first) >= #require(before.last))
        }
    }

    @Test func `a training whose caller has gone stops, and nothing is appended`() async throws {
        try await withTraining(steps: Self.endless) { host, students, task in
            let notifications = NotificationLog()
            let other = try await Client.connect(to: host.socketPath) { notifications.add($0) }
            let call = Task { try await other.call("solver.train", .object(Self.training(task))) }
            await notifications.wait(for: 1)
            await other.close()
            await #expect(throws: ClientError.closed) { try await call.value }
            // Runs wait for one another: this one begins when the other has ended.
            let again = try await Self.train(task, on: host, forReports: 1)
            let last = try #require(notifications.progress.last?["step"]?.integer)
            #expect(try #require(again.first) >= last)
            #expect(try await !students.client.events().contains { $0.kind == "proof.append" })
        }
    }
}
