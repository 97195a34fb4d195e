public import Digests
public import Network
import Proofs
import Tensors
import Training

// Thresholds: measuring them, and looking at those that others have published (rules V3, T5).

extension ProofService {
    /// Measures a task's threshold (rule V3).
    ///
    /// - Throws: what the log would refuse a profile with, when the task wants none any more.
    public func profile(
        _ id: TaskID,
        progress: ProgressReporter
    ) async throws -> MeasuredThreshold {
        try requireProfiling(id)
        let context = try await context(of: id)
        let profiler = profiler(for: context)
        let profile = try await Computation.run(in: .runs) {
            // Another may have published one while this call waited.
            try self.requireProfiling(id)
            return try profiler.profile { measured, segments in
                progress.report(step: measured, of: segments)
            }
        }
        return MeasuredThreshold(
            threshold: profile.threshold.units,
            samples: try await tensors.store(profile.canonicalBytes),
            sampleCount: Int64(profile.samples.count),
            maximum: profile.maximum.units,
            quantile: Int64(profile.settings.quantilePerMille)
        )
    }

    private func requireProfiling(_ id: TaskID) throws {
        let phase = try network.task(id).phase
        guard case .profiling = phase else {
            throw phase.refusal(needs: "being profiled", rule: "T5")
        }
    }

    /// The profiler of a task.
    ///
    /// What it runs follows from the task's id, so nobody can choose it and
    /// anyone can repeat it.
    func profiler(for context: TaskContext) -> Profiler {
        var beacon = DigestBuilder()
        beacon.update(label: "assay/profile/v1")
        beacon.update(context.task.id.digest)
        return Profiler(
            specification: context.specification,
            dataset: context.dataset,
            beacon: beacon.finalize(),
            execution: tensors.execution
        )
    }

    /// Measures one sample of a task's profile again.
    ///
    /// - Parameters:
    ///   - sample: nothing for one that is drawn.
    ///   - seed: what it is drawn from.
    public func auditProfile(
        of id: TaskID,
        sample: Int? = nil,
        drawing seed: Digest
    ) async throws -> ProfileAudit {
        let task = try network.task(id)
        guard let published = task.profile?.published else {
            throw ServiceError.notYet(task: id, "it has no profile")
        }
        var sample = sample
        do {
            let context = try await context(of: id)
            let profiler = profiler(for: context)
            let profile = try await profileDocument(published)
            guard profile.isStated(by: published), try profiler.covers(profile) else {
                return ProfileAudit(
                    task: id,
                    fault: "its samples are not those that follow from the task, or not as stated"
                )
            }
            var draws = Draws(seed: seed)
            let index = sample ?? Int(draws.next(below: UInt64(profile.samples.count)))
            sample = index
            // As long as the run's beginning: it must not keep those waiting who ask for less.
            let error = try await Computation.run(in: .runs) {
                try profiler.remeasure(sample: index, of: profile).error
            }
            let stated = profile.samples[index].error
            return ProfileAudit(
                task: id,
                sample: index,
                error: error.units,
                fault: error == stated
                    ? nil : "sample \(index) measures \(error), and \(stated) is stated"
            )
        } catch {
            guard let fault = Self.fault(behind: error) else { throw error }
            return ProfileAudit(task: id, sample: sample, fault: fault)
        }
    }

    /// What a judge finds about a challenge to a profile.
    func opinion(onProfileOf id: TaskID, _ revealed: RevealedChallenge) async throws -> Opinion {
        let audit = try await auditProfile(
            of: id,
            sample: revealed.segment.map { Int($0) } ?? 0,
            drawing: id.digest
        )
        return Opinion(
            finding: audit.isSound ? .wrong : .right,
            found: audit.error.map { .distance($0) },
            segment: revealed.segment,
            distance: audit.error,
            threshold: try network.task(id).threshold.units,
            text: audit.fault.map { "The challenger is right: \($0)." }
                ?? "The challenger is wrong: the profile measures as it was published."
        )
    }

    private func profileDocument(_ published: TaskProfile) async throws -> ThresholdProfile {
        do {
            return try ThresholdProfile(canonicalBytes: await tensors.bytes(of: published.samples))
        } catch let error as DocumentError {
            throw ServiceError.malformedBlob(published.samples, "it is not a profile: \(error)")
        }
    }
}

extension ThresholdProfile {
    /// Whether an event's words about a profile are those of the document.
    fileprivate func isStated(by published: TaskProfile) -> Bool {
        threshold.units == published.threshold && maximum.units == published.maximum
            && samples.count == published.sampleCount
            && settings.quantilePerMille == published.quantile
    }
}

/// What an audit of a profile found.
public struct ProfileAudit: Sendable {
    let task: TaskID
    /// The sample that was measured again; nothing when the whole profile is wrong.
    let sample: Int?
    /// The error that it showed, x 10^-12.
    let error: Int64?
    /// What is wrong with the profile, if anything is.
    let fault: String?

    init(task: TaskID, sample: Int? = nil, error: Int64? = nil, fault: String?) {
        self.task = task
        self.sample = sample
        self.error = error
        self.fault = fault
    }

    /// Whether nothing speaks against the profile.
    public var isSound: Bool { fault == nil }

    /// A challenge against the profile.
    public var doubt: Doubt {
        Doubt(
            target: .profile(task),
            segment: sample.map { Int64($0) },
            found: .distance(error ?? 0)
        )
    }
}

/// A measured threshold.
public struct MeasuredThreshold: Sendable {
    /// The largest accepted distance, x 10^-12.
    public let threshold: Int64
    /// The blob of the published samples.
    public let samples: Digest
    /// Their number.
    public let sampleCount: Int64
    /// The largest error among them, x 10^-12.
    public let maximum: Int64
    /// Which quantile of the errors the threshold was made from, in thousandths.
    public let quantile: Int64
}
