public import JSON
import JSONRPC

/// A small network for tests: students with credits, and a data set that takes no time to learn.
///
/// Every part of a task's and a round's life is a method; all go through a ``CarefulClient``, so the
/// same story can be told to a host that is killed again and again.
public struct Students: Sendable {
    /// Who takes part: a submitter, a solver, a verifier, a whistleblower; and `default` the judge.
    public static let names = ["ada", "alan", "grace", "emmy"]
    /// What each of them begins with.
    public static let credits: Int64 = 100_000

    static let features = 4

    /// How the students reach their host.
    public let client: CarefulClient
    /// The blob of the data set.
    public let dataset: String

    /// Creates the network and registers the data set, whose file is written beside the home.
    public init(on host: any CallableHost, home: borrowing TemporaryHome) async throws {
        let path = try home.write(Self.table, to: "data.csv")
        try await self.init(on: host, data: path)
    }

    /// Creates the network and registers a data set.
    ///
    /// - Parameter path: a file that holds ``table``.
    public init(on host: any CallableHost, data path: String) async throws {
        client = CarefulClient(host)
        do {
            _ = try await client.ask("network.create", Self.network)
        } catch ClientError.refused(let error) where error.code == .networkExists {
            // The reply to the first attempt was lost.
        }
        let registered = try await client.ask("dataset.register", ["path": .string(path)])
        dataset = try registered.member("train").text(of: "blob")
    }

    /// The parameters of `network.create`.
    public static let network: JSONObject = [
        "name": "students",
        "participants": .array(
            names.map { ["name": .string($0), "credits": .integer(credits)] }
        ),
        "nonce": "00112233445566778899aabbccddeeff",
    ]

    /// A table of 60 samples in two classes that a line can part.
    public static let table: String = (0..<60).map { index in
        let label = index % 2
        let features = (0..<features).map { feature in
            // Any spread will do: the remainders of a prime's multiples.
            "\(label).\(String((index * 7 + feature * 3) * 37 % 101 + 100).dropFirst())"
        }
        return features.joined(separator: ",") + ",\(label)\n"
    }.joined()

    /// What a task or a round trains.
    public func specification(steps: Int, checkpointInterval: Int = 10) -> JSONValue {
        [
            "model": [
                "input": .integer(Int64(Self.features)),
                "layers": [["linear": 8], ["relu": [:]], ["linear": 2]],
                "loss": "crossEntropy",
            ],
            "dataset": .string(dataset),
            "optimizer": ["sgd": ["learningRate": "0.05", "momentum": "0.5"]],
            "batchSize": 10,
            "steps": .integer(Int64(steps)),
            "checkpointInterval": .integer(Int64(checkpointInterval)),
            "mode": "exact",
        ]
    }
}

extension Students {
    /// Ada offers a task and grace, who must be enlisted, profiles it; returns its id.
    public func offerTask(steps: Int) async throws -> String {
        let submitted = try await client.act(
            "submitter.submit",
            as: "ada",
            ["specification": specification(steps: steps)],
            appending: "task.submit",
            isRepeatable: true
        )
        try await client.act(
            "verifier.profile",
            as: "grace",
            ["task": .string(submitted.id)],
            appending: "task.profile"
        )
        return submitted.id
    }

    /// Alan accepts a task; returns once its start beacon is known.
    public func accept(_ task: String) async throws {
        try await client.act(
            "solver.accept",
            as: "alan",
            ["task": .string(task)],
            appending: "task.accept"
        )
        try await client.tick()
    }

    /// Alan trains.
    @discardableResult
    public func train(_ task: String) async throws -> LoggedEvent {
        try await client.act(
            "solver.train",
            as: "alan",
            ["task": .string(task)],
            appending: "proof.append"
        )
    }

    /// Grace offers to verify.
    public func enlistVerifier() async throws {
        try await client.act("verifier.enlist", as: "grace", appending: "verifier.enlist")
    }

    /// Grace gives her verdict.
    public func verify(_ task: String) async throws {
        try await client.act(
            "verifier.verify",
            as: "grace",
            ["task": .string(task)],
            appending: "verdict"
        )
    }

    /// Emmy challenges the verdict with something that she made up, and the judge rules.
    public func challengeInVain(_ task: String) async throws {
        let commit = try await client.act(
            "whistleblower.challenge",
            as: "emmy",
            ["task": .string(task), "segment": 0, "found": .string(Self.madeUp)],
            appending: "challenge.commit",
            isRepeatable: true
        )
        let challenge: JSONObject = ["challenge": .string(commit.id)]
        try await client.act(
            "whistleblower.reveal",
            as: "emmy",
            challenge,
            appending: "challenge.reveal"
        )
        try await client.act("judge.rule", as: "default", challenge, appending: "ruling")
    }

    /// Ada has the task settled.
    public func settle(_ task: String) async throws {
        try await client.act(
            "task.settle",
            as: "ada",
            ["task": .string(task)],
            appending: "task.settle"
        )
    }

    static let madeUp = String(repeating: "0", count: 64)
}
