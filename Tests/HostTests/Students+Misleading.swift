import Digests
import HostTesting
import JSON
import Network
import Training

// What students do who go past their host's checks.

/// Runs a host with the students' network; the body is told where its home is.
func withStudents(
    _ body: @Sendable (Students, _ home: String) async throws -> Void
)
    async throws
{
    let home = try TemporaryHome()
    let data = try home.write(Students.table, to: "data.csv")
    try await withHost(at: home.path) { host in
        try await body(Students(on: host, data: data), host.home)
    }
}

extension RunningHost {
    /// The home, in which it listens.
    var home: String { String(socketPath.dropLast("/run/assay.sock".count)) }
}

extension Students {
    var datasetBlob: Digest {
        get throws {
            guard let blob = Digest(hex: dataset) else { throw Unexpected("no data set") }
            return blob
        }
    }

    /// The students' usual work, with one thing changed.
    func specification(mode: String) -> JSONValue {
        changed("mode", to: .string(mode))
    }

    /// Two linear layers in a row drive each other beyond all bounds.
    var divergingSpecification: JSONValue {
        var object = specification(steps: 40).object ?? [:]
        object["model"] = [
            "input": 4, "layers": [["linear": 8], ["linear": 2]], "loss": "crossEntropy",
        ]
        // Each step multiplies the weights by some -900,000, whatever the data.
        object["optimizer"] = [
            "sgd": ["learningRate": "900000", "momentum": "0.5", "weightDecay": "1"]
        ]
        return .object(object)
    }

    private func changed(_ name: String, to value: JSONValue) -> JSONValue {
        var object = specification(steps: 40).object ?? [:]
        object[name] = value
        return .object(object)
    }

    func submit(_ specification: JSONValue) async throws -> String {
        try await client.act(
            "submitter.submit",
            as: "ada",
            ["specification": specification],
            appending: "task.submit"
        ).id
    }

    func enlist(_ verifier: String) async throws {
        try await client.act("verifier.enlist", as: verifier, appending: "verifier.enlist")
    }

    /// Who has only come to profile must not be drawn to verify.
    func withdraw(_ verifier: String) async throws {
        try await client.act("verifier.withdraw", as: verifier, appending: "verifier.withdraw")
    }

    func audit(_ task: String, as name: String) async throws -> JSONValue {
        try await client.ask(
            "whistleblower.audit",
            ["task": .string(task), "as": .string(name)]
        )
    }

    /// Emmy says that she measured a threshold of zero.
    func publishProfile(of task: String, home: String) async throws {
        try await enlist("emmy")
        try await Outsider.insider("emmy", at: home, on: client.host).append(
            .taskProfile(
                TaskProfile(
                    task: TaskID(answered: task),
                    threshold: 0,
                    samples: try datasetBlob,
                    sampleCount: 1,
                    maximum: 0,
                    quantile: 0
                )
            )
        )
        try await withdraw("emmy")
    }

    /// Ada submits a task past her host's checks, and emmy has it opened.
    func open(
        _ specification: WorkSpecification,
        flopsPerStep: Int64,
        home: String
    ) async throws -> String {
        let custodian = try Outsider.insider("default", at: home, on: client.host)
        let blob = try await custodian.attest(specification.canonicalBytes)
        // What the data set's name stands for is attested with the first honest offer.
        _ = try await submit(self.specification(steps: 40))
        let task = try await Outsider.insider("ada", at: home, on: client.host).append(
            .taskSubmit(
                TaskSubmit(
                    specification: blob,
                    dataset: try datasetBlob,
                    steps: 40,
                    checkpointInterval: 10,
                    flopsPerStep: flopsPerStep,
                    mode: .exact,
                    fee: 90_000
                )
            )
        )
        try await publishProfile(of: task, home: home)
        return task
    }

    /// Alan says that he has solved a task, and grace verifies that; returns her verdict.
    func judge(
        _ specification: WorkSpecification,
        flopsPerStep: Int64,
        home: String
    ) async throws -> JSONValue {
        let task = try await open(specification, flopsPerStep: flopsPerStep, home: home)
        let id = try TaskID(answered: task)
        let solver = try Outsider.insider("alan", at: home, on: client.host)
        for _ in 0..<3 { try await client.tick() }
        try await solver.append(.taskAccept(TaskAccept(task: id, deposit: 500)))
        try await client.tick()
        let blob = try datasetBlob
        try await solver.append(
            .proofAppend(
                ProofAppend(
                    task: id,
                    steps: 40,
                    segments: 4,
                    outcome: .completed,
                    content: .published(RunResult(proof: blob, finalCheckpoint: blob))
                )
            )
        )
        try await enlistVerifier()
        try await verify(task)
        return try await client.ask("task.status", ["task": .string(task)]).member("verdict")
    }
}
