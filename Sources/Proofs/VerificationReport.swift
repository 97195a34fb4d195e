public import Digests
public import JSON
public import Training

/// What a verification found, as data: accepted or not, and if not, which check failed and where.
public struct VerificationReport: Hashable, Sendable {
    /// The checks, in the order in which they are made; the first that fails is the one reported.
    public enum Check: String, Hashable, Sendable, CaseIterable {
        /// Counts and outcome fit the steps and the specification.
        case form
        /// Task, task set, solver and start beacon are those of the log.
        case binding
        /// The seeds follow from the binding.
        case seeds
        /// The specification is the task's.
        case specification
        /// The data set is the specification's.
        case dataset
        /// The metered work is that of the steps.
        case work
        /// The first checkpoint is the state that follows from the seeds, bit by bit.
        case initialState
        /// A replayed segment's checkpoints are sound states at the right steps.
        case checkpoint
        /// A replayed segment's stated displacement is that of its checkpoints.
        case displacement
        /// A replayed segment ends where its end checkpoint says, within the threshold.
        case replay
        /// A replayed segment's mean loss is what the proof states.
        case loss
        /// The run ended where the specification lets it end.
        case stop
    }

    /// What the replay of one segment found.
    public struct Finding: Hashable, Sendable {
        /// The segment, counted from 0.
        public let segment: Int
        /// The error relative to the segment's displacement; zero means the same bits.
        public let distance: PartsPerTrillion
        /// The displacement as recomputed from the checkpoints.
        public let displacement: PartsPerTrillion?
        /// The digest of the end state that the replay found; nothing when it diverged.
        public let endState: Digest?
        /// The mean loss that the replay found; nothing when it diverged.
        public let loss: PartsPerTrillion?
        /// Which check the segment failed.
        public let failed: Check?
    }

    /// Whether every check passed.
    public let accepted: Bool
    /// The first check that failed.
    public let check: Check?
    /// The segment at which it failed, if it is about a segment.
    public let segment: Int?
    /// A sentence that says what was wrong.
    public let reason: String?
    /// The largest distance of all replayed segments.
    public let distance: PartsPerTrillion
    /// The largest distance that is accepted.
    public let threshold: PartsPerTrillion
    /// The replayed segments.
    public let findings: [Finding]
    /// The steps that were replayed.
    public let replayedSteps: Int
    /// The steps of the run.
    public let steps: Int

    /// The report on what is no proof of the task's run at all, so that nothing can be replayed.
    public static func malformed(
        _ reason: String,
        threshold: PartsPerTrillion,
        steps: Int
    ) -> VerificationReport {
        VerificationReport(
            accepted: false,
            check: .form,
            segment: nil,
            reason: reason,
            distance: .unbounded,
            threshold: threshold,
            findings: [],
            replayedSteps: 0,
            steps: steps
        )
    }

    /// The replayed share of the run.
    public var fraction: Double { steps > 0 ? Double(replayedSteps) / Double(steps) : 0 }
}

extension VerificationReport.Finding: JSONEncodable {
    /// This value as JSON.
    public var json: JSONValue {
        var object: JSONObject = [
            "distance": distance.json,
            "segment": .integer(Int64(segment)),
        ]
        object["displacement"] = displacement?.json
        object["endState"] = endState.map { .string($0.hex) }
        object["failed"] = failed.map { .string($0.rawValue) }
        object["loss"] = loss?.json
        return .object(object)
    }
}

extension VerificationReport: JSONEncodable {
    /// The report as canonical JSON has it; the replayed share follows from the steps.
    public var json: JSONValue {
        var object: JSONObject = [
            "accepted": .bool(accepted),
            "distance": distance.json,
            "findings": .array(findings.map(\.json)),
            "replayedSteps": .integer(Int64(replayedSteps)),
            "steps": .integer(Int64(steps)),
            "threshold": threshold.json,
        ]
        object["check"] = check.map { .string($0.rawValue) }
        object["reason"] = reason.map { .string($0) }
        object["segment"] = segment.map { .integer(Int64($0)) }
        return .object(object)
    }
}
