import Digests
import HostTesting
import JSON
import JSONRPC
import Ledger
import Network
import Testing

/// Events whose own words about blobs and contributions are lies: the log cannot look into blobs, so
/// those who compute must.
@Suite struct MisleadingEventTests {
    private static let nobodysBlob = String(repeating: "ab", count: 32)

    @Test func `an event that cites what is no proof is rejected, not left to the verifier's loss`()
        async throws
    {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let outsider = try await Outsider.creatingNetwork(on: host)
            let students = try await Students(on: host, data: data)
            try await students.enlistVerifier()
            let task = try TaskID(answered: try await students.offerTask(steps: 40))
            try await students.client.tick()
            try await students.client.tick()
            try await outsider.append(
                .taskAccept(TaskAccept(task: task, deposit: 500))
            )
            try await students.client.tick()
            guard let dataset = Digest(hex: students.dataset) else { return }
            try await outsider.append(
                .proofAppend(
                    ProofAppend(
                        task: task,
                        steps: 40,
                        segments: 4,
                        outcome: .completed,
                        content: .published(RunResult(proof: dataset, finalCheckpoint: dataset))
                    )
                )
            )
            try await students.verify(task.hex)
            let verdict = try await host.call("task.status", ["task": .string(task.hex)])
                .member("verdict")
            #expect(verdict["accepted"] == false)
            #expect(verdict["check"] == "form")
        }
    }

    @Test func `what is no proof can be rejected without being read`() async throws {
        try await withStudents { students, home in
            try await students.enlistVerifier()
            let task = try await students.offerTask(steps: 40)
            try await students.accept(task)
            let blob = try students.datasetBlob
            try await Outsider.insider("alan", at: home, on: students.client.host).append(
                .proofAppend(
                    ProofAppend(
                        task: TaskID(answered: task),
                        steps: 40,
                        segments: 4,
                        outcome: .completed,
                        content: .published(RunResult(proof: blob, finalCheckpoint: blob))
                    )
                )
            )
            try await students.client.act(
                "verifier.report",
                as: "grace",
                ["task": .string(task), "accepted": false, "failedCheck": "form"],
                appending: "verdict"
            )
            let status = try await students.client.ask("task.status", ["task": .string(task)])
            #expect(try status.member("verdict")["check"] == "form")
        }
    }

    @Test func `a claim that misquotes an honest contribution is rejected`() async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let outsider = try await Outsider.creatingNetwork(on: host)
            let students = try await Students(on: host, data: data)
            let round = try await students.contributeHonestly()
            let status = try await host.call("round.status", ["round": .string(round)])
            guard let contribution = try status.elements(of: "contributions").first else { return }
            let id = try ContributionID(answered: contribution.text(of: "contribution"))
            let claim = try await outsider.append(
                .claimFile(
                    ClaimFile(
                        contribution: id,
                        name: try contribution.text(of: "name"),
                        alleged: Self.nobodysBlob,
                        own: try contribution.text(of: "update"),
                        deposit: 100
                    )
                )
            )
            let ruling = try await host.call("judge.rule", ["claim": .string(claim)])
            #expect(ruling["finding"] == "rejected")
        }
    }

    @Test func `a contribution that is no update is left out of the model, and named`()
        async throws
    {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let outsider = try await Outsider.creatingNetwork(on: host)
            let students = try await Students(on: host, data: data)
            let round = try await students.contributeHonestly(besides: outsider)
            while try await students.isAnyContributionWaiting(in: round) {
                try await students.client.tick()
            }
            for rule in ["normalized", "median"] {
                let model = try await host.call(
                    "reputation.aggregate",
                    ["round": .string(round), "rule": .string(rule)]
                )
                #expect(model["contributions"] == 1)
                #expect(try model.elements(of: "authors").map { $0["name"] } == ["alan"])
                let skipped = try model.elements(of: "skipped")
                #expect(skipped.count == 1)
                #expect(try skipped[0].text(of: "reason").contains("no update"))
            }
        }
    }

    @Test func `a round of more blocks than there are samples ends no host`() async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let outsider = try await Outsider.creatingNetwork(on: host)
            let students = try await Students(on: host, data: data)
            _ = try await students.contributeHonestly()
            let honest = try #require(
                try await students.client.events().last { $0.kind == "round.open" }
            )
            for blockSamples: Int64 in [1, 1 << 28] {
                let opening = try RoundOpen(json: JSONReader(honest.fields))
                let round = try await outsider.append(
                    .roundOpen(
                        RoundOpen(
                            specification: opening.specification,
                            dataset: opening.dataset,
                            initial: opening.initial,
                            samples: 1 << 28,
                            blockSamples: blockSamples,
                            blocksEach: 1,
                            assignment: .open
                        )
                    )
                )
                let refusal = try await host.refusal(
                    of: "solver.contribute",
                    ["round": .string(round), "as": "alan"]
                )
                #expect(refusal.code == .malformedTensorFile)
            }
        }
    }

    @Test func `a round publishes nothing but models of its own`() async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let students = try await Students(on: host, data: data)
            let round = try await students.contributeHonestly()
            let refusal = try await host.refusal(
                of: "round.publish",
                ["round": .string(round), "model": .string(students.dataset), "as": "ada"]
            )
            #expect(refusal.code == .malformedTensorFile)
        }
    }

    @Test func `a host attests nothing that it does not hold`() async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let students = try await Students(on: host, data: data)
            let round = try await students.contributeHonestly()
            let refusal = try await host.refusal(
                of: "round.publish",
                ["round": .string(round), "model": .string(Self.nobodysBlob), "as": "ada"]
            )
            #expect(refusal.code == .blobNotFound)
        }
    }
}
