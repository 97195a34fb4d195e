import Digests
import Graphs
import Proofs
import Tensors
import Testing
import Training

struct RunRecorderTests {
    @Test func `a proof holds every checkpoint, displacement and loss, and reads back`() throws {
        let world = try World(steps: 42, interval: 5)
        let (run, shelf) = try world.run()
        #expect(run.proof.outcome == .completed)
        #expect(run.proof.steps == 42)
        #expect(run.proof.segmentCount == 9)
        #expect(run.proof.checkpoints.count == 10)
        #expect(run.proof.displacements.allSatisfy { $0 > .zero })
        #expect(run.proof.losses.count == 9)
        #expect(run.final.digest == run.proof.checkpoints.last)
        #expect(run.final.state.step == 42)
        #expect(run.proof.losses[8] < run.proof.losses[0])
        #expect(try Proof(canonicalBytes: run.proof.canonicalBytes) == run.proof)
        for (index, state) in try world.states(run.proof, shelf).enumerated() {
            #expect(state.step == min(5 * index, 42))
        }
    }

    @Test func `a run meters what the specification's loop was estimated at`() throws {
        let world = try World()
        #expect(try world.run().0.proof.metered == world.specification.workEstimate())
    }

    @Test func `every machine class makes the same checkpoints`() throws {
        let world = try World()
        let expected = try world.run().0.proof.checkpoints
        for set in InstructionSet.available {
            for threads in 1...3 {
                let execution = try Execution(instructionSet: set, threads: threads)
                #expect(try world.run(on: execution).0.proof.checkpoints == expected)
            }
        }
    }

    @Test func `the end of the small world is the one that was written down`() throws {
        // The golden hash: if it changes, every proof made before becomes a lie. Then the version
        // of the specification's form must change with it.
        #expect(
            try World().run().0.final.digest.hex
                == "dd895e4914a90db4f2e8ce8cf573fcc10fef7d03b094f592d7d07e1d246064a1"
        )
    }

    @Test func `a run killed at any checkpoint resumes and ends in the same bits`() throws {
        struct Killed: Error {}
        let world = try World(steps: 23, interval: 5)
        let undisturbed = try world.run().0.proof
        for survived in 0..<5 {
            var recorder = try RunRecorder(
                specification: world.specification,
                dataset: world.dataset,
                binding: world.binding,
                execution: .standard
            )
            var shelf = Shelf()
            var records: [SegmentRecord] = []
            #expect(throws: Killed.self) {
                try recorder.run { checkpoint, record in
                    if records.count == survived { throw Killed() }
                    shelf.put(checkpoint.bytes)
                    if let record { records.append(record) }
                }
            }
            var resumed = try RunRecorder(
                specification: world.specification,
                dataset: world.dataset,
                binding: world.binding,
                execution: .standard
            )
            if let last = records.last {
                try resumed.resume(after: records, checkpoint: shelf.read(last.checkpoint))
            }
            #expect(try resumed.run { _, _ in }.proof == undisturbed)
            // The recorder that was interrupted can go on as well.
            #expect(try recorder.run { _, _ in }.proof == undisturbed)
        }
    }

    @Test func `a record and a checkpoint that do not fit are refused`() throws {
        let world = try World(steps: 20, interval: 5)
        var records: [SegmentRecord] = []
        var bytes: [[UInt8]] = []
        var recorder = try RunRecorder(
            specification: world.specification,
            dataset: world.dataset,
            binding: world.binding,
            execution: .standard
        )
        _ = try recorder.run { checkpoint, record in
            if let record { records.append(record) }
            bytes.append(checkpoint.bytes)
        }
        #expect(throws: ResumeError.noRecords) { try recorder.resume(after: [], checkpoint: []) }
        #expect(throws: ResumeError.outOfOrder(segment: 0)) {
            try recorder.resume(after: [records[1]], checkpoint: bytes[2])
        }
        #expect(
            throws: ResumeError.otherCheckpoint(
                expected: records[0].checkpoint,
                got: Digest(sha256: bytes[2])
            )
        ) {
            try recorder.resume(after: [records[0]], checkpoint: bytes[2])
        }
        #expect(throws: ResumeError.tooManyRecords) {
            try recorder.resume(after: records + [records[0]], checkpoint: bytes[1])
        }
        #expect(try SegmentRecord(canonicalBytes: records[3].canonicalBytes) == records[3])
    }

    @Test func `a cancelled run stops between two steps`() async throws {
        let world = try World()
        let error = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return #expect(throws: TrainingError.self) { try world.run() }
        }.value
        #expect(error == .cancelled(step: 0))
    }

    @Test func `a run stops at the first checkpoint whose segment reaches the target`() throws {
        let free = try World(steps: 200, interval: 5).run().0.proof
        let target = try #require(free.losses.firstIndex { $0.units <= 400_000_000_000 })
        let world = try World(steps: 200, interval: 5, targetLoss: "0.4")
        let (run, shelf) = try world.run()
        #expect(run.proof.outcome == .stopped)
        #expect(run.proof.segmentCount == target + 1)
        #expect(run.proof.metered.flops < (try world.specification.workEstimate().flops))
        #expect(try world.verify(run.proof, shelf).accepted)
        let plan = VerificationPlan(for: run.proof, drawn: [0], largestCount: 0)
        #expect(plan.segments == [0, target])
    }

    @Test func `a run that diverges ends in a proof that can be checked`() throws {
        // Without a rectifier between them two layers drive one another up.
        let world = try World(
            learningRate: "100",
            layers: [.linear(outputs: 12), .linear(outputs: 3)]
        )
        let (run, shelf) = try world.run()
        #expect(run.proof.outcome == .diverged)
        #expect(run.proof.steps < 40)
        #expect(run.proof.checkpoints.count == run.proof.segmentCount)
        #expect(run.proof.metered.flops > 0)
        let report = try world.verify(run.proof, shelf)
        #expect(report.accepted, "\(report)")
        for set in InstructionSet.available {
            let execution = try Execution(instructionSet: set)
            #expect(try world.run(on: execution).0.proof.steps == run.proof.steps)
        }
    }

    @Test func `progress is told after every step`() throws {
        let world = try World()
        var recorder = try RunRecorder(
            specification: world.specification,
            dataset: world.dataset,
            binding: world.binding,
            execution: .standard
        )
        var told: [Int] = []
        _ = try recorder.run(progress: { told.append($0.step) }, keep: { _, _ in })
        #expect(told == Array(1...40))
    }
}
