import HostTesting
import JSON
import JSONRPC
import Testing

/// Calls that take their time: what can be seen of them, and how they end early.
@Suite struct LongCallTests {
    private static let steps = 2000

    /// A task that alan is to train, told to a host of its own.
    private func withTraining(
        _ body: @Sendable (RunningHost, Students, String) async throws -> Void
    ) async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let students = try await Students(on: host, data: data)
            try await students.enlistVerifier()
            let task = try await students.offerTask(steps: Self.steps)
            try await students.accept(task)
            try await body(host, students, task)
        }
    }

    private static func training(_ task: String) -> JSONObject {
        ["task": .string(task), "as": "alan", "progressToken": "how far"]
    }

    @Test func `progress is reported under the caller's token, and only when asked for`()
        async throws
    {
        try await withTraining { host, _, task in
            let run = try await host.call("solver.train", Self.training(task))
            #expect(run["steps"]?.integer == Int64(Self.steps))
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

    @Test func `others are answered while a training runs`() async throws {
        try await withTraining { host, _, task in
            let isTrained = Switch()
            async let training: Void = {
                _ = try await host.call("solver.train", Self.training(task))
                isTrained.turn(on: true)
            }()
            await host.notifications.wait(for: 1)
            #expect(try await host.call("host.ping")["reply"] == "pong")
            let status = try await host.call("task.status", ["task": .string(task)])
            #expect(status["phase"] == "solving")
            #expect(!isTrained.isOn)
            try await training
        }
    }

    @Test func `a cancelled training stops, and goes on when it is called again`() async throws {
        try await withTraining { host, _, task in
            let call = Task { try await host.call("solver.train", Self.training(task)) }
            await host.notifications.wait(for: 2)
            call.cancel()
            guard case .failure(ClientError.refused(let error)) = await call.result else {
                Issue.record("a cancelled call must be refused")
                return
            }
            #expect(error.code == .cancelled)
            let reached = try #require(host.notifications.progress.last?["step"]?.integer)
            #expect(reached < Self.steps)
            let status = try await host.call("task.status", ["task": .string(task)])
            #expect(status["phase"] == "solving")

            host.notifications.begin()
            let run = try await host.call("solver.train", Self.training(task))
            #expect(run["outcome"] == "completed")
            // A segment is reported before its checkpoint is kept; at most one is done again.
            let first = try #require(host.notifications.progress.first?["step"]?.integer)
            #expect(first >= reached)
        }
    }

    @Test func `a training whose caller has gone stops, and nothing is appended`() async throws {
        try await withTraining { host, students, task in
            let notifications = NotificationLog()
            let other = try await Client.connect(to: host.socketPath) { notifications.add($0) }
            let call = Task { try await other.call("solver.train", .object(Self.training(task))) }
            await notifications.wait(for: 1)
            await other.close()
            await #expect(throws: ClientError.closed) { try await call.value }
            // Runs wait for one another: this one begins when the other has ended.
            let again = try await host.call("solver.train", Self.training(task))
            let first = try #require(host.notifications.progress.first?["step"]?.integer)
            let last = try #require(notifications.progress.last?["step"]?.integer)
            #expect(first >= last)
            let proofs = try await students.client.events().filter { $0.kind == "proof.append" }
            #expect(proofs.map(\.id) == [again["event"]?.string])
        }
    }
}
