import Digests
import Graphs
import Tensors
import Training

/// The check of one segment: its checkpoints, its stated displacement, its replay, its loss.
struct SegmentCheck {
    typealias Check = VerificationReport.Check

    let proof: Proof
    let segment: Int
    let specification: WorkSpecification
    let threshold: PartsPerTrillion

    private(set) var replayedSteps = 0
    private(set) var fault: Fault?
    private var distance = PartsPerTrillion.zero
    private var displacement: PartsPerTrillion?
    private var endState: Digest?
    private var loss: PartsPerTrillion?

    init(
        proof: Proof,
        segment: Int,
        specification: WorkSpecification,
        threshold: PartsPerTrillion
    ) {
        self.proof = proof
        self.segment = segment
        self.specification = specification
        self.threshold = threshold
    }

    var finding: VerificationReport.Finding {
        VerificationReport.Finding(
            segment: segment,
            distance: distance,
            displacement: displacement,
            endState: endState,
            loss: loss,
            failed: fault?.check
        )
    }

    private var steps: Range<Int> { specification.steps(ofSegment: segment, ofSteps: proof.steps) }

    /// Whether this is the segment in which the proof says that the run diverged.
    private var statesDivergence: Bool {
        proof.outcome == .diverged && segment == proof.segmentCount - 1
    }

    /// Checks the segment.
    ///
    /// - Parameter other: a replay by another engine, which counts instead of the trainer's.
    mutating func run(
        by trainer: inout Trainer,
        or other: SegmentReplay? = nil,
        reading read: (Digest) throws -> [UInt8]
    ) throws {
        guard let start = try state(at: segment, step: steps.lowerBound, reading: read) else {
            return
        }
        var stated: ModelState?
        if !statesDivergence {
            stated = try state(at: segment + 1, step: steps.upperBound, reading: read)
            guard let stated else { return }
            try check(displacementFrom: start, to: stated)
        }
        let replay =
            try other
            ?? SegmentReplay(
                segment: segment,
                steps: replayRange,
                from: start,
                by: &trainer
            )
        replayedSteps = replay.report.steps.count
        try check(replay, from: start, against: stated)
        if replay.end != nil { check(loss: replay.report.loss) }
    }

    /// A diverging segment is replayed to its full length: it must not get past the stated step.
    private var replayRange: Range<Int> {
        statesDivergence ? specification.steps(ofSegment: segment) : steps
    }

    private mutating func fail(_ check: Check, _ reason: String) {
        fault = fault ?? Fault(check: check, segment: segment, reason: reason)
    }

    /// The state of a checkpoint, or nothing (and a fault) when it is no sound one.
    private mutating func state(
        at index: Int,
        step: Int,
        reading read: (Digest) throws -> [UInt8]
    ) throws -> ModelState? {
        let digest = proof.checkpoints[index]
        let bytes = try read(digest)
        let found = Digest(sha256: bytes)
        guard found == digest else {
            throw VerificationError.checkpointBytes(expected: digest, got: found)
        }
        let state: ModelState
        do {
            state = try Checkpoint(bytes: bytes, of: specification).state
        } catch {
            distance = .unbounded
            fail(.checkpoint, "checkpoint \(index): \(error)")
            return nil
        }
        guard state.step == step else {
            distance = .unbounded
            fail(.checkpoint, "checkpoint \(index) stands at step \(state.step), not \(step)")
            return nil
        }
        return state
    }

    private mutating func check(
        displacementFrom start: ModelState,
        to end: ModelState
    ) throws(TensorError) {
        let found = PartsPerTrillion(
            roundingUp: try Distance(
                between: start.parameterVector,
                and: end.parameterVector
            ).l2
        )
        displacement = found
        let stated = proof.displacements[segment]
        if stated != found {
            fail(.displacement, "a displacement of \(stated) is stated, it is \(found)")
        }
    }

    private mutating func check(
        _ replay: SegmentReplay,
        from start: ModelState,
        against stated: ModelState?
    ) throws {
        switch (replay.report.ending, stated) {
        case (.reached(let end), let stated?):
            let found = try Checkpoint(of: end, model: specification.model).digest
            endState = found
            distance = try ReplayDistance(start: start, stated: stated, replayed: end).relative
            // Minus zero and zero are no distance apart, but they are not the same bits.
            if distance == .zero, found != proof.checkpoints[segment + 1] {
                distance = PartsPerTrillion(units: 1)
            }
            if distance > threshold {
                fail(.replay, "the replay ends \(distance) from the checkpoint, of \(threshold)")
            }
        case (.diverged(let steps), nil):
            // Rounding noise may move a divergence by some steps, never out of its segment.
            guard steps != proof.steps, specification.mode == .exact else { return }
            distance = .unbounded
            fail(.replay, "the run is said to diverge at step \(proof.steps), it does at \(steps)")
        case (.diverged(let steps), .some):
            distance = .unbounded
            fail(.replay, "the replay diverges at step \(steps)")
        case (.reached, nil):
            distance = .unbounded
            fail(.replay, "the run is said to diverge here, but the replay does not")
        }
    }

    private mutating func check(loss found: PartsPerTrillion) {
        loss = found
        guard proof.losses.indices.contains(segment) else { return }
        let stated = proof.losses[segment]
        let difference = stated.units.subtractingReportingOverflow(found.units).partialValue
        let tolerance =
            specification.mode == .exact ? 0 : max(stated, found).units / Verification.lossShare
        if difference.magnitude > tolerance.magnitude {
            fail(.loss, "a mean loss of \(stated) is stated, the replay's is \(found)")
        }
    }
}
