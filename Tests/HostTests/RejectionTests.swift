import Foundation
import HostTesting
import JSON
import JSONRPC
import Testing

/// Challenges against verdicts that reject.
@Suite struct RejectionTests {
    @Test func `that one segment is sound does not refute the rejection of another`() async throws {
        let home = try TemporaryHome()
        let elsewhere = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        let task = try await withHost(at: home.path) { host in
            let students = try await Students(on: host, data: data)
            try await students.enlistVerifier()
            let task = try await students.offerTask(steps: 40)
            try await students.accept(task)
            return task
        }
        try FileManager.default.copyItem(atPath: home.path, toPath: elsewhere.path)
        let blobs = "\(elsewhere.path)/blobs"
        let checkpoints = try await withHost(at: elsewhere.path) { host in
            let trained = try await host.call(
                "solver.train",
                ["task": .string(task), "as": "alan"]
            )
            let proof = try trained.text(of: "proof")
            let text = try String(
                contentsOfFile: "\(blobs)/\(proof.prefix(2))/\(proof)",
                encoding: .utf8
            )
            return try JSONValue(parsing: text).elements(of: "checkpoints").compactMap(\.string)
        }
        try await withHost(at: home.path) { host in
            for checkpoint in checkpoints {
                let path = "\(blobs)/\(checkpoint.prefix(2))/\(checkpoint)"
                _ = try await host.call("blob.put", ["path": .string(path)])
            }
            // Honest but for the end, which is said to be where the segment began.
            let forged = checkpoints.dropLast() + [checkpoints[checkpoints.count - 2]]
            _ = try await host.call(
                "solver.prove",
                [
                    "task": .string(task), "as": "alan",
                    "checkpoints": .array(forged.map { .string($0) }),
                ]
            )
            let students = try await Students(on: host, data: data)
            try await students.verify(task)
            let challenge = try await students.client.act(
                "whistleblower.challenge",
                as: "emmy",
                ["task": .string(task), "segment": 0],
                appending: "challenge.commit"
            )
            let challenged: JSONObject = ["challenge": .string(challenge.id)]
            try await students.client.act(
                "whistleblower.reveal",
                as: "emmy",
                challenged,
                appending: "challenge.reveal"
            )
            let ruling = try await host.call("judge.rule", challenged)
            #expect(ruling["finding"] == "wrong")
        }
    }

    @Test func `nobody challenges by mistake what an audit finds right`() async throws {
        try await withStudents { students, _ in
            let host = students.client.host
            try await students.enlistVerifier()
            let task = try await students.offerTask(steps: 40)
            let challenge: JSONObject = ["task": .string(task), "as": "emmy"]
            let profile = try await host.refusal(of: "whistleblower.challenge", challenge)
            #expect(profile.code == .invalidParameters)
            #expect(profile.data?["expected"]?.string?.contains("profile") == true)
            try await students.accept(task)
            try await students.train(task)
            try await students.verify(task)
            let verdict = try await host.refusal(of: "whistleblower.challenge", challenge)
            #expect(verdict.code == .invalidParameters)
            #expect(verdict.data?["expected"]?.string?.contains("verdict") == true)
        }
    }

    @Test func `a challenge names a segment that the proof has`() async throws {
        let home = try TemporaryHome()
        let data = try home.write(Students.table, to: "data.csv")
        try await withHost(at: home.path) { host in
            let students = try await Students(on: host, data: data)
            try await students.enlistVerifier()
            let task = try await students.offerTask(steps: 40)
            try await students.accept(task)
            try await students.train(task)
            try await students.verify(task)
            for segment in [4, Int64.max] {
                let refusal = try await host.refusal(
                    of: "whistleblower.challenge",
                    ["task": .string(task), "segment": .integer(segment), "as": "emmy"]
                )
                #expect(refusal.code == .invalidParameters)
                #expect(refusal.data?["pointer"] == "/segment")
            }
        }
    }
}
