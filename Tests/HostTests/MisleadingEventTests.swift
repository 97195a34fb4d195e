import Digests
import HostTesting
import JSON
import JSONRPC
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

extension Students {
    /// Ada opens a round and alan contributes what is right; returns the round's id.
    fileprivate func contributeHonestly() async throws -> String {
        let opened = try await client.act(
            "round.open",
            as: "ada",
            ["specification": specification(steps: 1, checkpointInterval: 1), "blockSamples": 10],
            appending: "round.open"
        )
        let place: JSONObject = ["round": .string(opened.id), "block": 0]
        try await client.act(
            "solver.contribute",
            as: "alan",
            place,
            appending: "contribution.commit"
        )
        try await client.act("solver.reveal", as: "alan", place, appending: "contribution.reveal")
        return opened.id
    }
}
