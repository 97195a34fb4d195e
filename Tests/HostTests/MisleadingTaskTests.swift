import Digests
import Graphs
import HostTesting
import JSON
import JSONRPC
import Network
import Proofs
import Testing
import Training

/// Tasks and profiles that are not what their events say: nobody honest may lose by them.
@Suite struct MisleadingTaskTests {
    @Test func `a profile that nobody measured is challenged before anybody accepts the task`()
        async throws
    {
        try await withStudents { students, home in
            let host = students.client.host
            let task = try await students.submit(students.specification(mode: "tolerant"))
            let fraud = try Outsider.insider("emmy", at: home, on: host)
            try await students.enlist("emmy")
            try await fraud.append(
                .taskProfile(
                    TaskProfile(
                        task: TaskID(answered: task),
                        threshold: .max,
                        samples: try students.datasetBlob,
                        sampleCount: 1,
                        maximum: 0,
                        quantile: 1000
                    )
                )
            )
            let audit = try await students.audit(task, as: "grace")
            #expect(audit["target"] == "profile")
            #expect(audit["agrees"] == false)
            #expect(audit["findings"] == [])
            #expect(audit["profile"] == ["checked": 1, "faulty": 1])

            let challenge = try await students.client.act(
                "whistleblower.challenge",
                as: "grace",
                ["task": .string(task)],
                appending: "challenge.commit"
            )
            try await students.client.act(
                "whistleblower.reveal",
                as: "grace",
                ["challenge": .string(challenge.id)],
                appending: "challenge.reveal"
            )
            let ruling = try await host.call("judge.rule", ["challenge": .string(challenge.id)])
            #expect(ruling["finding"] == "right")
            let status = try await host.call("task.status", ["task": .string(task)])
            #expect(status["phase"] == "profiling")
        }
    }

    @Test func `a challenge to an honest profile is wrong`() async throws {
        try await withStudents { students, _ in
            let host = students.client.host
            try await students.enlistVerifier()
            let task = try await students.offerTask(steps: 40)
            #expect(try await students.audit(task, as: "emmy")["agrees"] == true)
            let challenge = try await students.client.act(
                "whistleblower.challenge",
                as: "emmy",
                ["task": .string(task), "segment": 1, "found": 0.5],
                appending: "challenge.commit"
            )
            try await students.client.act(
                "whistleblower.reveal",
                as: "emmy",
                ["challenge": .string(challenge.id)],
                appending: "challenge.reveal"
            )
            let ruling = try await host.call("judge.rule", ["challenge": .string(challenge.id)])
            #expect(ruling["finding"] == "wrong")
        }
    }

    @Test func `a profile by machines that do not exist shields no verdict from audits`()
        async throws
    {
        try await withStudents { students, home in
            let host = students.client.host
            let submitted = try await host.call(
                "submitter.submit",
                ["specification": students.specification(steps: 40), "as": "ada"]
            )
            let task = try TaskID(answered: submitted.text(of: "task"))
            let profile = Self.profile(
                of: task,
                specification: try submitted.text(of: "specification"),
                by: "sse9"
            )
            let custodian = try Outsider.insider("default", at: home, on: host)
            try await students.enlist("emmy")
            try await Outsider.insider("emmy", at: home, on: host).append(
                .taskProfile(
                    TaskProfile(
                        task: task,
                        threshold: 0,
                        samples: try await custodian.attest(profile.canonicalBytes()),
                        sampleCount: 4,
                        maximum: 0,
                        quantile: 1000
                    )
                )
            )
            try await students.withdraw("emmy")
            try await students.accept(task.hex)
            try await students.train(task.hex)
            try await students.enlistVerifier()
            try await students.verify(task.hex)
            let audit = try await students.audit(task.hex, as: "ada")
            #expect(audit["target"] == "verdict")
            #expect(try audit.elements(of: "findings").count == 4)
            #expect(audit["profile"] == ["checked": 1, "faulty": 1])
        }
    }

    private static func profile(
        of task: TaskID,
        specification: String,
        by instructionSet: String
    ) -> JSONValue {
        var beacon = DigestBuilder()
        beacon.update(label: "assay/profile/v1")
        beacon.update(task.digest)
        let samples: [JSONValue] = (0..<4).map { segment in
            [
                "error": "0", "segment": .integer(segment),
                "instructionSet": .string(instructionSet), "threads": 1,
            ]
        }
        return [
            "beacon": .string(beacon.finalize().hex), "mode": "exact",
            "samples": .array(samples), "settings": ThresholdProfile.Settings.standard.json,
            "specification": .string(specification), "threshold": "0", "version": 1,
        ]
    }

    @Test func `a task that makes no graph is rejected, not left to the verifier's loss`()
        async throws
    {
        try await withStudents { students, home in
            let verdict = try await students.judge(
                Self.specification(on: students, layers: [4096], batchSize: 1 << 20),
                flopsPerStep: 1000,
                home: home
            )
            #expect(verdict["accepted"] == false)
            #expect(verdict["check"] == "form")
        }
    }

    @Test func `a task whose checkpoints are too large is neither submitted nor accepted`()
        async throws
    {
        try await withStudents { students, home in
            let host = students.client.host
            // Parameters and momenta of the second layer alone fill a gibibyte.
            let specification = try Self.specification(
                on: students,
                layers: [8192, 16_384],
                batchSize: 1
            )
            guard case .object(var object) = specification.json else { return }
            object["dataset"] = .string(students.dataset)
            object["version"] = nil
            let submission: JSONObject = ["specification": .object(object), "as": "ada"]
            let refusal = try await host.refusal(of: "submitter.submit", submission)
            #expect(refusal.code == .invalidSpecification)

            let task = try await students.open(
                specification,
                flopsPerStep: specification.stepWork().flops,
                home: home
            )
            for _ in 0..<3 { try await students.client.tick() }
            let acceptance: JSONObject = ["task": .string(task), "as": "alan"]
            let second = try await host.refusal(of: "solver.accept", acceptance)
            #expect(second.code == .invalidSpecification)
            #expect(second.message.contains("checkpoint"))
        }
    }

    /// A task on the students' data, whatever it asks for.
    private static func specification(
        on students: Students,
        layers: [Int],
        batchSize: Int
    ) throws -> WorkSpecification {
        let dataset = CommittedDataset(try Dataset(csv: Array(Students.table.utf8))).commitment
        let isPlausible = batchSize <= dataset.samples
        guard let rate = DecimalNumber("0.05") else { throw Unexpected("no number") }
        return try WorkSpecification(
            model: Model(
                input: dataset.features,
                layers: layers.map { .linear(outputs: $0) } + [.linear(outputs: 2)]
            ),
            dataset: DatasetCommitment(
                blob: dataset.blob,
                root: dataset.root,
                samples: isPlausible ? dataset.samples : batchSize,
                features: dataset.features,
                classes: dataset.classes
            ),
            optimizer: .sgd(learningRate: rate, momentum: rate),
            batchSize: batchSize,
            steps: 40,
            checkpointInterval: 10
        )
    }

    @Test func `a run that diverges is verified like any other`() async throws {
        try await withStudents { students, home in
            let host = students.client.host
            let task = try await students.submit(students.divergingSpecification)
            try await students.publishProfile(of: task, home: home)
            try await students.accept(task)
            let run = try await host.call("solver.train", ["task": .string(task), "as": "alan"])
            #expect(run["outcome"] == "diverged")
            try await students.enlistVerifier()
            try await students.verify(task)
            let status = try await host.call("task.status", ["task": .string(task)])
            #expect(try status.member("verdict")["accepted"] == true)
        }
    }
}
