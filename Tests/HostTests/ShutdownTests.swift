import HostTesting
import JSON
import JSONRPC
import Testing

/// The orderly end of a host: what was asked before is answered, what was answered stays.
@Suite struct ShutdownTests {
    @Test func `a host that is told to stop says so, ends, and can be started again`() async throws
    {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            _ = try await Students(on: host, data: data)
            #expect(try await host.call("host.stop")["stopping"] == true)
            await #expect(throws: ClientError.self) {
                while true { _ = try await host.call("host.ping") }
            }
        }
        try await withHost(at: home.path) { host in
            let status = try await host.call("network.status")
            let report = try await host.call("ledger.verify")
            #expect(status["name"] == "students")
            #expect(report["valid"] == true)
        }
    }

    @Test func `calls in flight are answered, and what is acknowledged is in the log`()
        async throws
    {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        let replies: [Result<JSONValue, ClientError>] = try await withHost(at: home.path) { host in
            let students = try await Students(on: host, data: data)
            try await students.enlistVerifier()
            let task = try await students.offerTask(steps: 500)
            try await students.accept(task)
            let training: JSONValue = ["task": .string(task), "as": "alan", "progressToken": 1]
            async let run = host.client.call("solver.train", training)
            await host.notifications.wait(for: 1)

            let transfer: JSONValue = ["to": "emmy", "amount": 1, "as": "ada"]
            let transfers = Array(
                repeating: ("participant.transfer", Optional(transfer)),
                count: 99
            )
            let replies = await host.client.pipeline(transfers + [("host.stop", nil)])
            return replies.dropLast() + [.success(try await run)]
        }
        try await withHost(at: home.path) { host in
            let log = try await CarefulClient(host).events()
            #expect(replies.count == 100)
            for reply in replies {
                switch reply {
                case .success(let result):
                    let position = try Int(result.integer(of: "position"))
                    #expect(log[position].id == result["event"]?.string)
                case .failure(.refused(let error)):
                    #expect(error.code == .shuttingDown)
                case .failure(let error):
                    Issue.record("a call in flight was not answered: \(error)")
                }
            }
            #expect(log.contains { $0.kind == "proof.append" })
            #expect(try await host.call("ledger.verify")["valid"] == true)
        }
    }

    @Test func `a run that outlasts the grace is cut short, and goes on in the next host`()
        async throws
    {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        var settings = HostSettings()
        settings.grace = .milliseconds(10)
        let (task, reached) = try await withHost(at: home.path, settings: settings) { host in
            let students = try await Students(on: host, data: data)
            try await students.enlistVerifier()
            // Half a minute and more: it ends neither here nor in the next host.
            let task = try await students.offerTask(steps: 200_000)
            try await students.accept(task)
            async let refusal = host.refusal(of: "solver.train", Self.training(task))
            await host.notifications.wait(for: 2)
            _ = try await host.call("host.stop")
            #expect(try await refusal.code == .shuttingDown)
            return (task, host.notifications.progress.last?["step"]?.integer)
        }
        let resumed = try await withHost(at: home.path) { host in
            let training = Task { try await host.refusal(of: "solver.train", Self.training(task)) }
            await host.notifications.wait(for: 1)
            training.cancel()
            let refusal = try await training.value
            #expect(refusal.code == .cancelled)
            return host.notifications.progress.first?["step"]?.integer
        }
        #expect(try #require(resumed) >= #require(reached))
    }

    @Test func `a training that outlasts the grace says where it got, and goes on from there`()
        async throws
    {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        var settings = HostSettings()
        settings.grace = .milliseconds(10)
        let (training, checkpoint) = try await withHost(at: home.path, settings: settings) { host in
            let students = try await Students(on: host, data: data)
            let work = students.specification(steps: 1).object ?? [:]
            var training: JSONObject = ["progressToken": "training", "steps": 50_000_000]
            for name in ["model", "dataset", "optimizer", "batchSize"] {
                training[name] = work[name]
            }
            let given = training
            async let refusal = host.refusal(of: "model.train", given)
            await host.notifications.wait(for: 1)
            _ = try await host.call("host.stop")
            let error = try await refusal
            #expect(error.code == .shuttingDown)
            return (given, try #require(error.data?["checkpoint"]))
        }
        try await withHost(at: home.path) { host in
            var rest = training
            rest["checkpoint"] = checkpoint
            rest["steps"] = 1
            // Fewer steps than it has behind it: the checkpoint is there, and known.
            let refusal = try await host.refusal(of: "model.train", rest)
            #expect(refusal.data?["pointer"] == "/steps")
        }
    }

    private static func training(_ task: String) -> JSONObject {
        ["task": .string(task), "as": "alan", "progressToken": "training"]
    }

    @Test func `a program ends in order with its input`() async throws {
        let home = try TemporaryHome()
        let program = HostProgram(home: home.path)
        try await program.start()
        let host = ConnectedHost(try await program.connect())
        _ = try await host.call("network.create", Students.network)
        #expect(try await program.endInput() == 0)
        await #expect(throws: ClientError.self) { try await program.connect() }

        try await program.start()
        let again = ConnectedHost(try await program.connect())
        #expect(try await again.call("ledger.verify")["valid"] == true)
        _ = try await again.call("host.stop")
        #expect(await program.wait() == 0)
    }
}
