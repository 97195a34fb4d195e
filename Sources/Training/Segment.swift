/// What one segment of a run came to.
public struct SegmentReport: Sendable {
    /// How a segment ended.
    public enum Ending: Sendable {
        /// In a sound state.
        case reached(ModelState)
        /// At a step whose loss, or whose state at the segment's end, is not finite (rule T4). The
        /// step is counted among the steps done.
        case diverged(steps: Int)
    }

    /// The steps of the segment, as far as they were done.
    public let steps: Range<Int>
    /// The mean of the steps' losses, rounded up; unbounded when the segment diverged.
    public let loss: PartsPerTrillion
    /// How it ended.
    public let ending: Ending

    /// What a segment came to, by whatever computed it.
    public init(steps: Range<Int>, loss: PartsPerTrillion, ending: Ending) {
        self.steps = steps
        self.loss = loss
        self.ending = ending
    }
}

extension Trainer {
    /// Does all steps up to a checkpoint.
    ///
    /// This is the one place that says when a run has diverged, for those who train and for those
    /// who replay: at the first step whose loss is not finite, or at the segment's last step when
    /// the state after it is not finite.
    ///
    /// Stops with ``TrainingError/cancelled(step:)`` when the surrounding task is cancelled.
    ///
    /// - Parameter observe: called after each step with the number of steps done and its loss.
    public mutating func runSegment(
        to end: Int,
        observe: (_ stepsDone: Int, _ loss: Float) -> Void = { _, _ in }
    ) throws(TrainingError) -> SegmentReport {
        let start = state.step
        precondition(end > start, "a segment has steps")
        var total = 0.0
        while state.step < end {
            if Task.isCancelled { throw .cancelled(step: state.step) }
            let loss = try step()
            guard loss.isFinite else { return diverged(from: start) }
            total += Double(loss)
            observe(state.step, loss)
        }
        guard state.isFinite else { return diverged(from: start) }
        let mean = total / Double(end - start)
        return SegmentReport(
            steps: start..<end,
            loss: PartsPerTrillion(roundingUp: mean),
            ending: .reached(state)
        )
    }

    private func diverged(from start: Int) -> SegmentReport {
        SegmentReport(
            steps: start..<state.step,
            loss: .unbounded,
            ending: .diverged(steps: state.step)
        )
    }
}
