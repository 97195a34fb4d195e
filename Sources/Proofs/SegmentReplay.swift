public import Tensors
public import Training

/// How far a replay ended from where a proof says that a segment ends.
public struct ReplayDistance: Hashable, Sendable {
    /// The error relative to the segment's displacement: of the parameters or of the momenta,
    /// whichever is larger.
    ///
    /// Dividing by what the segment itself moved, and not by a constant or by the distance between
    /// two models, is what tells an honest replay from a spoof by five orders of magnitude
    /// (an infinitesimal update has a relative error of one). Of the stated and the replayed
    /// displacement the smaller counts, so that stating a large step does not hide an error.
    public let relative: PartsPerTrillion
    /// The distances between the parameters.
    public let parameters: Distance

    /// Compares a stated and a replayed end of a segment from its start.
    public init(
        start: ModelState,
        stated: ModelState,
        replayed: ModelState
    ) throws(TensorError) {
        let parameters = try Distance(
            between: stated.parameterVector,
            and: replayed.parameterVector
        )
        let parameterError = try Self.relative(
            error: parameters.l2,
            from: start.parameterVector,
            stated.parameterVector,
            replayed.parameterVector
        )
        let momentumError = try Self.relative(
            error: Distance(between: stated.slotVector, and: replayed.slotVector).l2,
            from: start.slotVector,
            stated.slotVector,
            replayed.slotVector
        )
        self.parameters = parameters
        relative = max(parameterError, momentumError)
    }

    private static func relative(
        error: Double,
        from start: [Float],
        _ stated: [Float],
        _ replayed: [Float]
    ) throws(TensorError) -> PartsPerTrillion {
        if error == 0 { return .zero }
        let displacement = min(
            try Distance(between: start, and: stated).l2,
            try Distance(between: start, and: replayed).l2
        )
        // An error where nothing should have moved is beyond all proportion.
        return displacement == 0 ? .unbounded : PartsPerTrillion(roundingUp: error / displacement)
    }
}

/// The re-execution of one segment from its start checkpoint.
public struct SegmentReplay: Sendable {
    /// The segment, counted from 0.
    public let segment: Int
    /// What the re-execution came to.
    public let report: SegmentReport

    /// A re-execution by another engine than the built-in trainer.
    public init(segment: Int, report: SegmentReport) {
        self.segment = segment
        self.report = report
    }

    /// Re-executes a segment.
    ///
    /// - Parameters:
    ///   - steps: the segment's steps; the start state must stand at the first of them.
    ///   - start: the state at the segment's start, whose bytes have been checked.
    public init(
        segment: Int,
        steps: Range<Int>,
        from start: ModelState,
        by trainer: inout Trainer
    ) throws(TrainingError) {
        precondition(start.step == steps.lowerBound, "a segment starts at its first step")
        self.segment = segment
        trainer.restore(start)
        report = try trainer.runSegment(to: steps.upperBound)
    }

    /// The end state, unless the segment diverged.
    public var end: ModelState? {
        switch report.ending {
        case .reached(let state): state
        case .diverged: nil
        }
    }
}
