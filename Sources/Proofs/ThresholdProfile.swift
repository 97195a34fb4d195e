public import Digests
public import Training

/// The largest distance that an honest re-execution of a segment may show, and the measurements
/// that it was made from (rule V3).
///
/// Everything in it follows from the specification, the data and a beacon, so that anyone can
/// recompute any single sample and challenge a profile that is wrong.
public struct ThresholdProfile: Hashable, Sendable {
    /// How much is measured, and what is made of it.
    public struct Settings: Hashable, Sendable {
        /// The most segments, and the most repetitions, of a profile.
        public static let countMax: Int64 = 1024
        /// The largest safety factor.
        public static let safetyFactorMax: Int64 = 100_000

        /// How many segments are re-executed.
        public let segments: Int
        /// Over what share of the run they are spread, from its start, in thousandths.
        public let spanPerMille: Int
        /// How often each is re-executed.
        public let repetitions: Int
        /// Which quantile of the errors counts, in thousandths.
        public let quantilePerMille: Int
        /// By what the quantile is multiplied.
        public let safetyFactor: Int64

        /// Settings of one's own; each is at least one.
        public init(
            segments: Int,
            spanPerMille: Int,
            repetitions: Int,
            quantilePerMille: Int,
            safetyFactor: Int64
        ) {
            precondition(segments >= 1, "a profile measures a segment at least")
            precondition(repetitions >= 1, "a profile repeats a segment at least once")
            precondition((1...1000).contains(spanPerMille), "a span is a share of the run")
            precondition((1...1000).contains(quantilePerMille), "a quantile is a share")
            precondition(safetyFactor >= 1, "a safety factor does not lower a threshold")
            self.segments = segments
            self.spanPerMille = spanPerMille
            self.repetitions = repetitions
            self.quantilePerMille = quantilePerMille
            self.safetyFactor = safetyFactor
        }

        /// Eight segments over the first quarter of the run, five times each; the largest error times
        /// a thousand.
        ///
        /// The factor stands between two figures measured on the digits set (64-64-10, ten-step
        /// segments, 250 perturbed runs each replayed in full under other seeds). Rounding noise
        /// alone grows along the run, from 2e-7 to 9e-6 of the displacement, as updates get smaller.
        /// But one segment in 27,500 showed 2.7e-4: a rectifier whose input lies within the noise of
        /// zero lets a sample's gradient through on one machine and not on the other. The threshold
        /// of 1.8e-3 that comes out lies seven times above that, and a hundred times below the 0.22
        /// that one skipped step of ten makes; forgeries are near one.
        public static let standard = Settings(
            segments: 8,
            spanPerMille: 250,
            repetitions: 5,
            quantilePerMille: 1000,
            safetyFactor: 1000
        )

        /// The segments that are re-executed, of a run with this many.
        public func places(ofSegments total: Int) -> [Int] {
            let count = min(segments, total)
            let span = max(count, total * spanPerMille / 1000)
            return (0..<count).map { $0 * span / count }
        }
    }

    /// One re-execution of one segment.
    public struct Sample: Hashable, Sendable {
        /// The segment, counted from 0.
        public let segment: Int
        /// How it was re-executed.
        public let variant: Variant
        /// How far it ended from the segment's reference, relative to the displacement.
        public let error: PartsPerTrillion

        /// A measurement as it is stated.
        public init(segment: Int, variant: Variant, error: PartsPerTrillion) {
            self.segment = segment
            self.variant = variant
            self.error = error
        }
    }

    /// What was different in a re-execution.
    public enum Variant: Hashable, Sendable {
        /// The order of sums, by this seed (tolerant mode).
        case perturbation(seed: UInt64)
        /// The instruction set and the number of threads (exact mode).
        case execution(instructionSet: String, threads: Int)
    }

    /// The version of the document's form.
    public static let version: Int64 = 1
    /// No threshold may be larger: one skipped step in ten already moves the end by 0.22 of the
    /// displacement (rule V3).
    public static let thresholdMax = PartsPerTrillion(units: 100_000_000_000)

    /// The digest of the specification.
    public let specification: Digest
    /// How closely a re-execution must agree.
    public let mode: WorkSpecification.Mode
    /// What the profile's own run and perturbations follow from.
    public let beacon: Digest
    /// How much was measured.
    public let settings: Settings
    /// The measurements.
    public let samples: [Sample]
    /// The largest accepted distance.
    public let threshold: PartsPerTrillion

    /// The profile that follows from measurements.
    ///
    /// - Parameter samples: at least one.
    public init(
        specification: WorkSpecification,
        beacon: Digest,
        settings: Settings,
        samples: [Sample]
    ) throws(ProfileError) {
        self.specification = specification.digest
        self.mode = specification.mode
        self.beacon = beacon
        self.settings = settings
        self.samples = samples
        threshold = try Self.threshold(from: samples, mode: specification.mode, settings: settings)
    }

    /// The largest error that was measured.
    public var maximum: PartsPerTrillion { samples.map(\.error).max() ?? .zero }

    /// The quantile of the errors times the safety factor; zero for exact runs, which must not have
    /// shown any error.
    static func threshold(
        from samples: [Sample],
        mode: WorkSpecification.Mode,
        settings: Settings
    ) throws(ProfileError) -> PartsPerTrillion {
        guard !samples.isEmpty else { throw .noSamples }
        switch mode {
        case .exact:
            if let stray = samples.first(where: { $0.error != .zero }) { throw .notExact(stray) }
            return .zero
        case .tolerant:
            let errors = samples.map(\.error).sorted()
            // The smallest error that at least the quantile's share of all samples does not exceed.
            let rank = (errors.count * settings.quantilePerMille + 999) / 1000
            let quantile = errors[max(rank, 1) - 1]
            let (units, overflow) = quantile.units.multipliedReportingOverflow(
                by: settings.safetyFactor
            )
            guard !overflow, units <= thresholdMax.units else { throw .tooNoisy(quantile) }
            return PartsPerTrillion(units: units)
        }
    }
}

/// Why measurements give no threshold.
public enum ProfileError: Error, Hashable, Sendable {
    /// Nothing was measured.
    case noSamples
    /// A re-execution of an exact run ended in other bits.
    case notExact(ThresholdProfile.Sample)
    /// Honest re-executions differ so much that forgeries would pass too.
    case tooNoisy(PartsPerTrillion)
    /// A segment of the profile's own run diverged, so there is nothing to measure.
    case diverged(segment: Int)
    /// A profile has no sample at this place.
    case noSuchSample(Int, samples: Int)
}

extension ProfileError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .noSamples:
            "a profile needs one measurement at least"
        case .notExact(let sample):
            "segment \(sample.segment) did not end in the same bits on every machine class; "
                + "the task must be tolerant"
        case .tooNoisy(let error):
            "honest re-executions differ by \(error) of a segment's displacement; "
                + "with a shorter checkpoint interval they would differ less"
        case .diverged(let segment):
            "the run diverges in segment \(segment); a lower learning rate may help"
        case .noSuchSample(let index, let samples):
            "the profile has no sample \(index): it has \(samples), counted from 0"
        }
    }
}
