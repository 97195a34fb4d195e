import Digests
import Proofs
import Tensors
import Testing
import Training

struct BisectionTests {
    /// Hashes of two parties who differ from a step on.
    private func hashes(
        _ count: Int,
        differingFrom step: Int
    ) -> (accused: [Digest], other: [Digest]) {
        let honest = (0..<count).map { Digest(sha256: [UInt8($0)]) }
        let lying = honest.enumerated().map { $0 >= step ? Digest(sha256: $1.bytes) : $1 }
        return (Bisection.prefixHashes(of: lying), Bisection.prefixHashes(of: honest))
    }

    @Test func `the first differing step is found, in the logarithm of the steps`() throws {
        for count in 1...33 {
            let roundsMax = count == 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
            for step in 0..<count {
                let (accused, challenger) = hashes(count, differingFrom: step)
                var bisection = try #require(
                    Bisection(
                        steps: 100..<100 + count,
                        accused: accused[count - 1],
                        challenger: challenger[count - 1]
                    )
                )
                while case .ask(let asked) = bisection.next {
                    bisection.answer(accused[asked - 101], by: .accused)
                    #expect(bisection.waiting == .accused)
                    bisection.answer(challenger[asked - 101], by: .challenger)
                    #expect(bisection.waiting == nil)
                }
                #expect(bisection.next == .found(step: 100 + step))
                #expect(bisection.rounds <= roundsMax, "\(count) steps, from \(step)")
            }
        }
    }

    @Test func `parties who agree on the end have no dispute`() {
        let hash = Digest(sha256: [1])
        #expect(Bisection(steps: 0..<10, accused: hash, challenger: hash) == nil)
        #expect(Bisection(steps: 5..<5, accused: hash, challenger: Digest(sha256: [2])) == nil)
    }

    @Test func `a party cannot take its answer back, nor agree again later`() throws {
        let (accused, challenger) = hashes(8, differingFrom: 3)
        // The states after the difference are equal again; the prefix hashes are not.
        let states = (0..<8).map { Digest(sha256: [UInt8($0)]) }
        var healed = states
        healed[3] = Digest(sha256: [99])
        #expect(Bisection.prefixHashes(of: healed)[7] != Bisection.prefixHashes(of: states)[7])

        var bisection = try #require(
            Bisection(steps: 0..<8, accused: accused[7], challenger: challenger[7])
        )
        bisection.answer(accused[3], by: .accused)
        bisection.answer(challenger[3], by: .accused)
        bisection.answer(challenger[3], by: .challenger)
        #expect(bisection.differing == 4)
    }

    @Test func `a judge pinpoints the step at which a lying solver left the path`() throws {
        let world = try World(steps: 40, interval: 20)
        let (run, shelf) = try world.run()
        let start = try world.states(run.proof, shelf)[1]
        var honest = try Trainer(
            specification: world.specification,
            dataset: world.dataset,
            seeds: world.binding.seeds,
            execution: .standard
        )
        let truth = try SegmentTrace(steps: 20..<40, from: start, by: &honest)
        #expect(truth.states.last == run.proof.checkpoints[2])

        // The liar does the same for thirteen steps, then goes on in another order.
        var states = Array(truth.states[..<13])
        states += (13..<20).map { Digest(sha256: [UInt8($0)]) }
        let lie = Bisection.prefixHashes(of: states)
        var bisection = try #require(
            Bisection(
                steps: 20..<40,
                accused: lie[19],
                challenger: truth.prefixHashes[19]
            )
        )
        while case .ask(let step) = bisection.next {
            bisection.answer(lie[step - 21], by: .accused)
            bisection.answer(try #require(truth.prefixHash(after: step)), by: .challenger)
        }
        #expect(bisection.next == .found(step: 33))
        #expect(truth.prefixHash(after: 20) == nil)
        #expect(truth.prefixHash(after: 41) == nil)
    }

    @Test func `the first operator that differs is named`() throws {
        let world = try World()
        func trainer(_ world: World, on execution: Execution = .standard) throws -> Trainer {
            try Trainer(
                specification: world.specification,
                dataset: world.dataset,
                seeds: world.binding.seeds,
                execution: execution
            )
        }
        var honest = try trainer(world)
        let start = honest.state
        let truth = try OperatorTrace(ofStepAfter: start, by: &honest)
        #expect(truth.entries.first?.node == "layers.0.product")
        #expect(truth.entries.last?.node == "layers.2.bias.update")
        for set in InstructionSet.available {
            var other = try trainer(world, on: Execution(instructionSet: set, threads: 2))
            let trace = try OperatorTrace(ofStepAfter: start, by: &other)
            #expect(trace.firstDifference(from: truth) == nil)
        }
        // Another learning rate: everything agrees up to the first update.
        var liar = try trainer(World(learningRate: "0.04"))
        let lie = try OperatorTrace(ofStepAfter: start, by: &liar)
        #expect(lie.firstDifference(from: truth) == "layers.0.weight.update")
        // Other data: the first operator differs already.
        var stranger = try trainer(World(solver: 2))
        let strange = try OperatorTrace(ofStepAfter: start, by: &stranger)
        #expect(strange.firstDifference(from: truth) == "layers.0.product")
        let short = OperatorTrace(entries: Array(truth.entries.dropLast()))
        #expect(short.firstDifference(from: truth) == "layers.2.bias.update")
    }
}
