public import Digests
public import Training

/// The state after each step of a segment, as digests: what a party answers from in a dispute.
public struct SegmentTrace: Sendable {
    /// The steps, in order, with the digest of the checkpoint that would stand after each.
    public let steps: Range<Int>
    /// The digest of the state after each step.
    public let states: [Digest]
    /// The prefix hashes of the states.
    public let prefixHashes: [Digest]

    /// Re-executes a segment step by step.
    ///
    /// - Parameter start: the state at the segment's start.
    public init(
        steps: Range<Int>,
        from start: ModelState,
        by trainer: inout Trainer
    ) throws(TrainingError) {
        precondition(start.step == steps.lowerBound, "a segment starts at its first step")
        trainer.restore(start)
        var states: [Digest] = []
        for _ in steps {
            let model = trainer.specification.model
            _ = try trainer.step()
            do {
                states.append(try Checkpoint(of: trainer.state, model: model).digest)
            } catch {
                throw .state(error)
            }
        }
        self.steps = steps
        self.states = states
        prefixHashes = Bisection.prefixHashes(of: states)
    }

    /// The prefix hash after a step, counted from the run's start.
    public func prefixHash(after step: Int) -> Digest? {
        let index = step - steps.lowerBound - 1
        return prefixHashes.indices.contains(index) ? prefixHashes[index] : nil
    }
}
