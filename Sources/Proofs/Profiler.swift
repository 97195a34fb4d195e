public import Digests
public import Graphs
public import Tensors
public import Training

/// Measures thresholds: runs the first part of a task by itself, and re-executes some segments.
///
/// No solver exists yet when a task is profiled, so the profiler makes a run of its own, whose
/// initial state, data order and perturbations follow from a beacon. Nobody can choose them, and
/// anyone can repeat them.
public struct Profiler: Sendable {
    /// The number of threads that exact runs are re-executed on, for each instruction set.
    public static let threadCounts = [1, 2, 3]
    /// Exact runs are re-executed in plain C only when a segment is below this many floating-point
    /// operations: without an FMA instruction it takes nanoseconds for each.
    public static let portableFlopsMax: Int64 = 50_000_000

    /// What is profiled.
    public let specification: WorkSpecification
    /// What the run and the perturbations follow from.
    public let beacon: Digest

    private let dataset: CommittedDataset
    private let seeds: RunSeeds
    private let execution: Execution

    /// A profiler of a task.
    ///
    /// - Parameter execution: how the profiler's own run is made; its perturbation is ignored.
    public init(
        specification: WorkSpecification,
        dataset: CommittedDataset,
        beacon: Digest,
        execution: Execution
    ) {
        self.specification = specification
        self.dataset = dataset
        self.beacon = beacon
        self.execution = execution.perturbed(by: nil)
        seeds = RunSeeds(
            initial: Self.derive("assay/profile/initial/v1", from: beacon),
            order: Self.derive("assay/profile/order/v1", from: beacon)
        )
    }

    /// Measures all samples and makes the profile.
    ///
    /// - Parameter progress: called with the number of segments measured.
    public func profile(
        settings: ThresholdProfile.Settings = .standard,
        progress: (_ measured: Int, _ of: Int) -> Void = { _, _ in }
    ) throws -> ThresholdProfile {
        let places = settings.places(ofSegments: specification.segmentCount)
        var trainer = try trainer(on: execution)
        var samples: [ThresholdProfile.Sample] = []
        for (measured, segment) in places.enumerated() {
            try advance(&trainer, to: segment)
            let start = trainer.state
            let end = try self.end(of: segment, from: start, by: &trainer)
            let reference = try reference(of: segment, from: start, unperturbed: end)
            for variant in try variants(of: segment, settings: settings) {
                samples.append(
                    try sample(variant, of: segment, from: start, reference: reference)
                )
            }
            progress(measured + 1, places.count)
        }
        return try ThresholdProfile(
            specification: specification,
            beacon: beacon,
            settings: settings,
            samples: samples
        )
    }

    /// Measures one sample of a profile again: what a challenger states and a judge repeats.
    ///
    /// In exact mode the bits must be the same everywhere, so a machine that would not have used the
    /// sample's instruction set measures with one of its own.
    public func remeasure(
        sample index: Int,
        of profile: ThresholdProfile
    ) throws -> ThresholdProfile.Sample {
        guard profile.samples.indices.contains(index) else {
            throw ProfileError.noSuchSample(index, samples: profile.samples.count)
        }
        let stated = profile.samples[index]
        guard stated.segment < specification.segmentCount else {
            throw ProfileError.noSuchSample(index, samples: profile.samples.count)
        }
        var trainer = try trainer(on: execution)
        try advance(&trainer, to: stated.segment)
        let start = trainer.state
        let end = try end(of: stated.segment, from: start, by: &trainer)
        let reference = try reference(of: stated.segment, from: start, unperturbed: end)
        let own = try variants(of: stated.segment, settings: profile.settings)
        return try sample(
            own.contains(stated.variant) ? stated.variant : own[own.count - 1],
            of: stated.segment,
            from: start,
            reference: reference
        )
    }

    /// Whether a profile holds exactly the samples that follow from the beacon and the settings.
    ///
    /// Exact profiles may come from a machine with other instruction sets, so of them only the
    /// segments are compared, and that there are such instruction sets and thread counts.
    public func covers(
        _ profile: ThresholdProfile,
        settings: ThresholdProfile.Settings = .standard
    ) throws(GraphError) -> Bool {
        guard profile.specification == specification.digest, profile.beacon == beacon else {
            return false
        }
        guard profile.mode == specification.mode, profile.settings == settings else {
            return false
        }
        let segments = settings.places(ofSegments: specification.segmentCount)
        if specification.mode == .exact {
            return Set(profile.samples.map(\.segment)) == Set(segments)
                && profile.samples.allSatisfy { Self.isKnown($0.variant) }
        }
        var stated = profile.samples[...]
        for segment in segments {
            for variant in try variants(of: segment, settings: settings) {
                guard let sample = stated.popFirst() else { return false }
                guard sample.segment == segment, sample.variant == variant else { return false }
            }
        }
        return stated.isEmpty
    }

    private static func isKnown(_ variant: ThresholdProfile.Variant) -> Bool {
        guard case .execution(let name, let threads) = variant else { return false }
        return InstructionSet(rawValue: name) != nil && threadCounts.contains(threads)
    }

    /// What the re-executions of a segment differ in; it follows from the settings, and in exact
    /// mode from the instruction sets of the machine.
    func variants(
        of segment: Int,
        settings: ThresholdProfile.Settings
    ) throws(GraphError) -> [ThresholdProfile.Variant] {
        switch specification.mode {
        case .tolerant:
            return (1...settings.repetitions).map {
                .perturbation(seed: perturbation(segment, $0))
            }
        case .exact:
            let flops = try specification.stepWork().flops
                .multipliedReportingOverflow(by: Int64(specification.checkpointInterval))
            let isSmall = !flops.overflow && flops.partialValue <= Self.portableFlopsMax
            let sets = InstructionSet.available.filter { $0 != .portable || isSmall }
            // A machine that has nothing but plain C uses it at any size.
            return (sets.isEmpty ? [.portable] : sets).flatMap { set in
                Self.threadCounts.map { .execution(instructionSet: set.name, threads: $0) }
            }
        }
    }

    /// The end that re-executions are compared with.
    ///
    /// Two honest parties each have noise of their own, so under perturbation the reference is
    /// perturbed too, by repetition 0.
    private func reference(
        of segment: Int,
        from start: ModelState,
        unperturbed end: ModelState
    ) throws -> ModelState {
        switch specification.mode {
        case .exact:
            return end
        case .tolerant:
            var trainer = try trainer(on: execution.perturbed(by: perturbation(segment, 0)))
            return try self.end(of: segment, from: start, by: &trainer)
        }
    }

    private func sample(
        _ variant: ThresholdProfile.Variant,
        of segment: Int,
        from start: ModelState,
        reference: ModelState
    ) throws -> ThresholdProfile.Sample {
        var trainer = try trainer(on: execution(for: variant))
        let end = try end(of: segment, from: start, by: &trainer)
        let error = try ReplayDistance(start: start, stated: reference, replayed: end).relative
        return ThresholdProfile.Sample(segment: segment, variant: variant, error: error)
    }

    private func execution(
        for variant: ThresholdProfile.Variant
    ) throws(TensorError) -> Execution {
        switch variant {
        case .perturbation(let seed):
            execution.perturbed(by: seed)
        case .execution(let name, let threads):
            try Execution(instructionSet: .selected(by: name), threads: threads)
        }
    }

    private func trainer(on execution: Execution) throws(TrainingError) -> Trainer {
        try Trainer(
            specification: specification,
            dataset: dataset,
            seeds: seeds,
            execution: execution
        )
    }

    /// Trains up to the start of a segment.
    private func advance(_ trainer: inout Trainer, to segment: Int) throws {
        while trainer.state.step < specification.steps(ofSegment: segment).lowerBound {
            let current = trainer.state.step / specification.checkpointInterval
            _ = try end(of: current, from: trainer.state, by: &trainer)
        }
    }

    private func end(
        of segment: Int,
        from start: ModelState,
        by trainer: inout Trainer
    ) throws -> ModelState {
        let replay = try SegmentReplay(
            segment: segment,
            steps: specification.steps(ofSegment: segment),
            from: start,
            by: &trainer
        )
        guard let end = replay.end else { throw ProfileError.diverged(segment: segment) }
        return end
    }

    private func perturbation(_ segment: Int, _ repetition: Int) -> UInt64 {
        var builder = DigestBuilder()
        builder.update(label: "assay/profile/perturbation/v1")
        builder.update(beacon)
        builder.update(UInt64(segment))
        builder.update(UInt64(repetition))
        return builder.finalize().bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func derive(_ label: String, from beacon: Digest) -> Digest {
        var builder = DigestBuilder()
        builder.update(label: label)
        builder.update(beacon)
        return builder.finalize()
    }
}
