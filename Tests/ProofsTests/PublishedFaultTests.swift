import Digests
import JSON
import Proofs
import Tensors
import Testing
import Training

/// The faults of the published proof-of-learning verifier, each held against ours.
///
/// The fault of its data hash (an abridged printout) is in Training's commitment tests, that of its
/// overwritten picks in the plan tests.
struct PublishedFaultTests {
    @Test func `parallel vectors of norm ratio two have the cosine distance zero`() throws {
        // The reference divides by |a|^2 instead of |a||b|, and finds -1.
        let left: [Float] = [1, 2, 3]
        #expect(try Distance(between: left, and: left.map { 2 * $0 }).cosine < 1e-15)
        #expect(try Distance(between: left.map { 2 * $0 }, and: left).cosine < 1e-15)
        #expect(try abs(Distance(between: [1, 0], and: [0, 1]).cosine - 1) < 1e-15)
        #expect(try abs(Distance(between: left, and: left.map { -$0 }).cosine - 2) < 1e-15)
    }

    @Test func `one failed check of many makes the verdict`() throws {
        // The reference prints its checks one by one, and exits with success.
        let world = try World()
        let (run, shelf) = try world.run()
        var losses = run.proof.losses
        losses[7] = .zero
        let report = try world.verify(run.proof.changing(losses: losses), shelf)
        #expect(report.findings.count { $0.failed == nil } == 7)
        #expect(report.findings.allSatisfy { $0.distance == .zero })
        #expect(!report.accepted)
        #expect(report.check == .loss)
        #expect(report.segment == 7)
        #expect(report.json["accepted"] == false)
        #expect(report.json["check"] == "loss")
    }

    @Test func `hyper-parameters are bound by the proof, not passed by hand`() throws {
        // The reference's verifier is told the learning rate by whoever runs it.
        let world = try World()
        let (run, shelf) = try world.run()
        let misled = try World(learningRate: "0.04")
        let report = try misled.verify(run.proof, shelf)
        #expect(report.check == .specification)
        #expect(report.findings.isEmpty)
    }

    @Test func `the order of the data is bound`() throws {
        // The reference hashes the whole set and never binds which step saw which samples: here the
        // order has no bytes of its own that a solver could state, it follows from the seeds.
        let world = try World()
        let (run, _) = try world.run()
        var order = BatchOrder(seed: run.proof.seeds.order, samples: 120, batchSize: 16)
        var other = BatchOrder(
            seed: try World(solver: 2).binding.seeds.order,
            samples: 120,
            batchSize: 16
        )
        #expect(order.samples(ofStep: 0) != other.samples(ofStep: 0))
    }

    @Test func `an honest proof of a long run is accepted`() throws {
        // The reference rejects its own honest run of two epochs.
        let world = try World(steps: 300, interval: 10)
        let (run, shelf) = try world.run()
        #expect(try world.verify(run.proof, shelf).accepted)
    }

    @Test func `bytes of an untrusted checkpoint are data, never code`() throws {
        // The reference unpickles them. Any bytes at all give a verdict or an error, never a crash.
        let world = try World()
        let (run, shelf) = try world.run()
        var random = Philox(seed: 5)
        let bytes = try shelf.read(run.proof.checkpoints[1])
        for _ in 0..<200 {
            var garbled = bytes
            for _ in 0..<3 {
                let place = Int(random.next(below: UInt32(garbled.count)))
                garbled[place] = UInt8(truncatingIfNeeded: random.next())
            }
            var digests = run.proof.checkpoints
            digests[1] = Digest(sha256: garbled)
            var garbledShelf = shelf
            garbledShelf.put(garbled)
            let plan = VerificationPlan(for: run.proof, drawn: [0, 1], largestCount: 0)
            let report = try world.verification().run(
                on: run.proof.changing(checkpoints: digests),
                plan: plan,
                reading: garbledShelf.read
            )
            #expect(report.accepted == (garbled == bytes))
        }
    }

    @Test func `a proof's document refuses what is not of its form`() throws {
        let proof = try World().run().0.proof
        guard case .object(let object) = proof.json else { return }
        for name in object.names {
            var without = object
            without[name] = nil
            let error = #expect(throws: JSONDecodingError.self) {
                try Proof(json: JSONReader(.object(without)))
            }
            #expect(error?.pointer == "/\(name)")
        }
        var stranger = object
        stranger["learningRate"] = "0.1"
        #expect(throws: JSONDecodingError.self) {
            try Proof(json: JSONReader(.object(stranger)))
        }
    }
}
