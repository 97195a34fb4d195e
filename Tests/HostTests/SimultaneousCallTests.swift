import Host
import HostTesting
import JSON
import JSONRPC
import Testing

/// What two callers ask for at once, or one caller asks for again.
@Suite struct SimultaneousCallTests {
    @Test func `of networks created at once in one home one comes to be`() async throws {
        for _ in 0..<5 {
            try await withHost { host in
                let attempts = try await Self.attempt(16, "network.create", on: host) {
                    ["name": .string("network \($0)"), "participants": []]
                }
                let created = attempts.compactMap { $0["network"]?.string }
                #expect(created.count == 1)
                let status = try await host.call("network.status")
                #expect(status["network"]?.string == created.first)
            }
        }
    }

    @Test func `training that is asked for twice at once makes one proof`() async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let students = try await Students(on: host, data: data)
            try await students.enlistVerifier()
            let task = try await students.offerTask(steps: 200)
            try await students.accept(task)
            let attempts = try await Self.attempt(3, "solver.train", on: host) { _ in
                ["task": .string(task), "as": "alan"]
            }
            #expect(attempts.count { $0["proof"] != nil } == 1)
            #expect(attempts.count { $0["code"]?.integer == 202 } == 2)
        }
    }

    @Test func `a verdict that is asked for twice at once is given once`() async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let students = try await Students(on: host, data: data)
            try await students.enlistVerifier()
            let task = try await students.offerTask(steps: 40)
            try await students.accept(task)
            try await students.train(task)
            try await students.client.tick()
            try await students.client.tick()
            let attempts = try await Self.attempt(4, "verifier.verify", on: host) { _ in
                ["task": .string(task), "as": "grace"]
            }
            #expect(attempts.count { $0["accepted"] == true } == 1)
            #expect(attempts.count { $0["code"]?.integer == 202 } == 3)
        }
    }

    @Test func `a short computation does not wait for a long run`() async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let students = try await Students(on: host, data: data)
            try await students.enlistVerifier()
            // Half a minute and more: it cannot have ended when it is cancelled.
            let task = try await students.offerTask(steps: 200_000)
            try await students.accept(task)
            let training = Task {
                try await host.refusal(
                    of: "solver.train",
                    ["task": .string(task), "as": "alan", "progressToken": "run"]
                )
            }
            await host.notifications.wait(for: 1)
            let start = try await host.call(
                "solver.prepare",
                ["task": .string(task), "as": "alan"]
            )
            #expect(start["initial"] != nil)
            training.cancel()
            #expect(try await training.value.code == .cancelled)
        }
    }

    /// Calls a method over as many connections at once; of a refused call the error counts.
    private static func attempt(
        _ count: Int,
        _ method: String,
        on host: RunningHost,
        _ params: @escaping @Sendable (Int) -> JSONObject
    ) async throws -> [JSONValue] {
        var clients: [Client] = []
        for _ in 0..<count { clients.append(try await Client.connect(to: host.socketPath)) }
        let results = try await withThrowingTaskGroup { group in
            for (number, client) in clients.enumerated() {
                group.addTask { () throws -> JSONValue in
                    do {
                        return try await client.call(method, .object(params(number)))
                    } catch ClientError.refused(let error) {
                        return error.json
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for client in clients { await client.close() }
        return results
    }
}
