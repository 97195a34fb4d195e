import Foundation
import HostTesting
import JSON
import JSONRPC
import Network
import Testing

/// Claims that contributions are false, and what judges can say of them (rules R3, R4).
@Suite struct ContributionClaimTests {
    private static let nobodysBlob = String(repeating: "ab", count: 32)

    @Test func `what nobody can compute is false, and can be claimed so`() async throws {
        try await withStudents { students, home in
            let host = students.client.host
            let honest = try await students.openRound()
            let update = try await host.call(
                "solver.gradient",
                ["round": .string(honest), "block": 0]
            )
            let round = try await students.misopenRound(like: honest, home: home)
            try await students.contribute(try update.member("update"), to: round)
            try await Self.expectFall(of: "another data set", in: round, students)
        }
    }

    @Test func `a path along which an honest author loses all bounds has no true update`()
        async throws
    {
        try await withStudents { students, _ in
            let calm = try await students.openDeepRound(learningRate: "0.001")
            let update = try await students.client.ask(
                "solver.gradient",
                ["round": .string(calm), "block": 0]
            )
            let round = try await students.openDeepRound(learningRate: "999999")
            try await students.contribute(try update.member("update"), to: round)
            try await Self.expectFall(of: "infinity or a NaN", in: round, students)
        }
    }

    /// Emmy claims that alan's contribution is false, and is right for a reason.
    private static func expectFall(
        of reason: String,
        in round: String,
        _ students: Students
    ) async throws {
        let host = students.client.host
        let id = try await students.contribution(to: round).member("contribution")
        let claim = try await host.call("whistleblower.claim", ["contribution": id, "as": "emmy"])
        #expect(claim["own"] == .null)
        let ruling = try await host.call("judge.rule", ["claim": try claim.member("claim")])
        #expect(ruling["finding"] == "upheld")
        let text = try ruling.text(of: "text")
        #expect(text.contains("Nobody can compute"))
        #expect(text.contains(reason), "\(text)")
        let standing = try await students.contribution(to: round)["standing"]
        #expect(standing == "removed")
    }

    @Test func `a judge whose host has lost a blob rules nothing`() async throws {
        try await withStudents { students, home in
            let host = students.client.host
            let round = try await students.contributeHonestly()
            let claim = try await host.call(
                "whistleblower.claim",
                [
                    "contribution": try await students.contribution(to: round)
                        .member("contribution"),
                    "own": .string(Self.nobodysBlob), "as": "emmy",
                ]
            )
            let initial = try await host.call("round.status", ["round": .string(round)])
                .text(of: "initial")
            try FileManager.default.removeItem(
                atPath: "\(home)/blobs/\(initial.prefix(2))/\(initial)"
            )
            let refusal = try await host.refusal(
                of: "judge.rule",
                ["claim": try claim.member("claim")]
            )
            #expect(refusal.code == .blobNotFound)
        }
    }

    @Test func `nobody claims by mistake that a right contribution is false`() async throws {
        try await withStudents { students, _ in
            let host = students.client.host
            let round = try await students.contributeHonestly()
            let contribution = try await students.contribution(to: round)
            let right: JSONObject = ["contribution": try contribution.member("contribution")]
            let same = right.adding(["own": try contribution.member("update")])
            for (parameters, pointer) in [(right, "/contribution"), (same, "/own")] {
                let claim = try await host.refusal(
                    of: "whistleblower.claim",
                    parameters.adding(["as": "emmy"])
                )
                #expect(claim.code == .invalidParameters)
                #expect(claim.data?["pointer"]?.string == pointer)
                let cosign = try await host.refusal(
                    of: "whistleblower.cosign",
                    parameters.adding(["claimant": "emmy", "as": "grace"])
                )
                #expect(cosign.data?["pointer"]?.string == pointer)
            }
        }
    }

    @Test func `nobody commits to what can never be revealed`() async throws {
        try await withStudents { students, home in
            let host = students.client.host
            let round = try await students.openRound()
            let wide = try await host.call(
                "round.open",
                [
                    "specification": students.specification(steps: 1, checkpointInterval: 1),
                    "blockSamples": 20, "as": "ada",
                ]
            )
            let update = try await host.call(
                "solver.gradient",
                ["round": try wide.member("round"), "block": 0]
            )
            let place: JSONObject = ["round": .string(round), "block": 0, "as": "alan"]
            let unrevealable: [(JSONObject, String)] = [
                (["name": .string(String(repeating: "\u{e9}", count: 33))], "/name"),
                (["name": "a\nb"], "/name"),
                (["update": try update.member("update")], "/update"),
            ]
            let notes = try FileManager.default.subpathsOfDirectory(atPath: "\(home)/notes")
            for (fault, pointer) in unrevealable {
                let refusal = try await host.refusal(of: "solver.contribute", place.adding(fault))
                #expect(refusal.code == .invalidParameters)
                #expect(refusal.data?["pointer"]?.string == pointer)
            }
            let kept = try FileManager.default.subpathsOfDirectory(atPath: "\(home)/notes")
            #expect(Set(kept) == Set(notes))
        }
    }
}

extension Students {
    /// Alan contributes an update that somebody made to the first block.
    fileprivate func contribute(_ update: JSONValue, to round: String) async throws {
        let place: JSONObject = ["round": .string(round), "block": 0]
        try await client.act(
            "solver.contribute",
            as: "alan",
            place.adding(["update": update]),
            appending: "contribution.commit"
        )
        try await client.act("solver.reveal", as: "alan", place, appending: "contribution.reveal")
    }

    /// Ada opens a round in which linear layers in a row drive each other; returns its id.
    fileprivate func openDeepRound(learningRate: String) async throws -> String {
        let layers = [JSONValue](repeating: ["linear": 8], count: 6) + [["linear": 2]]
        var specification = specification(steps: 1).object ?? [:]
        specification["model"] = [
            "input": 4, "layers": .array(layers), "loss": "crossEntropy",
        ]
        specification["optimizer"] = [
            "sgd": ["learningRate": .string(learningRate), "momentum": "0"]
        ]
        return try await client.act(
            "round.open",
            as: "ada",
            [
                "specification": .object(specification), "blockSamples": 10, "localSteps": 50,
            ],
            appending: "round.open",
            isRepeatable: true
        ).id
    }

    /// Ada opens a round whose event lies about its data set; returns its id.
    fileprivate func misopenRound(like honest: String, home: String) async throws -> String {
        guard let event = try await client.events().first(where: { $0.id == honest }) else {
            throw Unexpected("there is no round \(honest)")
        }
        let opening = try RoundOpen(json: JSONReader(event.fields))
        return try await Outsider.insider("ada", at: home, on: client.host).append(
            .roundOpen(
                RoundOpen(
                    specification: opening.specification,
                    dataset: opening.dataset,
                    initial: opening.initial,
                    samples: opening.samples + 1,
                    blockSamples: opening.blockSamples,
                    blocksEach: 1,
                    assignment: .open
                )
            )
        )
    }
}
