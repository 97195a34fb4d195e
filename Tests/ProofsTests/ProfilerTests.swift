import Digests
import Graphs
import JSON
import Proofs
import Tensors
import Testing
import Training

struct ProfilerTests {
    private func profiler(_ world: World, beacon: UInt8 = 1) -> Profiler {
        Profiler(
            specification: world.specification,
            dataset: world.dataset,
            beacon: Digest(sha256: [beacon]),
            execution: .standard
        )
    }

    private let settings = ThresholdProfile.Settings(
        segments: 3,
        spanPerMille: 1000,
        repetitions: 4,
        quantilePerMille: 900,
        safetyFactor: 10
    )

    @Test func `an exact task has the threshold zero, measured on every machine class`() throws {
        let world = try World()
        let profile = try profiler(world).profile(settings: settings)
        #expect(profile.threshold == .zero)
        #expect(profile.samples.count == 3 * 3 * InstructionSet.available.count)
        #expect(profile.samples.allSatisfy { $0.error == .zero })
        #expect(try profiler(world).covers(profile, settings: settings))
    }

    @Test func `a tolerant task's threshold is a quantile of real noise times the factor`() throws {
        let world = try World(steps: 60, interval: 10, mode: .tolerant)
        let profile = try profiler(world).profile(settings: settings)
        #expect(profile.samples.count == 12)
        #expect(profile.samples.allSatisfy { $0.error > .zero })
        // The eleventh of twelve: the smallest that nine tenths of them do not exceed.
        let errors = profile.samples.map(\.error).sorted()
        #expect(profile.threshold.units == 10 * errors[10].units)
        #expect(profile.maximum == errors[11])
    }

    @Test func `anyone recomputes any single sample from the beacon`() throws {
        let world = try World(steps: 60, interval: 10, mode: .tolerant)
        let profile = try profiler(world).profile(settings: settings)
        for index in profile.samples.indices {
            let again = try profiler(world).remeasure(sample: index, of: profile)
            #expect(again == profile.samples[index])
        }
        #expect(throws: ProfileError.noSuchSample(12, samples: 12)) {
            try profiler(world).remeasure(sample: 12, of: profile)
        }
        let other = try profiler(world, beacon: 2).profile(settings: settings)
        #expect(Set(other.samples).isDisjoint(with: profile.samples))
    }

    @Test func `the document reads back, and its threshold must follow from its samples`() throws {
        let world = try World(steps: 60, interval: 10, mode: .tolerant)
        let profile = try profiler(world).profile(settings: settings)
        let bytes = profile.canonicalBytes
        #expect(try ThresholdProfile(canonicalBytes: bytes) == profile)
        guard case .object(var object) = profile.json else { return }
        object["threshold"] = PartsPerTrillion(units: profile.threshold.units + 1).json
        let error = #expect(throws: JSONDecodingError.self) {
            try ThresholdProfile(json: JSONReader(.object(object)))
        }
        #expect(error?.pointer == "/threshold")
    }

    @Test func `samples left out, chosen or repeated do not cover the profile`() throws {
        let world = try World(steps: 60, interval: 10, mode: .tolerant)
        let profiler = profiler(world)
        let profile = try profiler.profile(settings: settings)
        func covers(_ samples: [ThresholdProfile.Sample]) throws -> Bool {
            try profiler.covers(
                ThresholdProfile(
                    specification: world.specification,
                    beacon: profile.beacon,
                    settings: settings,
                    samples: samples
                ),
                settings: settings
            )
        }
        let samples = profile.samples
        #expect(try covers(samples))
        #expect(try !covers(Array(samples.dropLast())))
        #expect(try !covers(samples + [samples[0]]))
        #expect(try !covers([samples[1]] + samples.dropFirst()))
        #expect(try !profiler.covers(profile, settings: .standard))
    }

    @Test func `an exact profile is of machines that there are, if not of this one`() throws {
        let world = try World(steps: 20, interval: 5)
        let profiler = profiler(world)
        func profile(_ instructionSet: String, threads: Int) throws -> ThresholdProfile {
            try ThresholdProfile(
                specification: world.specification,
                beacon: profiler.beacon,
                settings: .standard,
                samples: (0..<4).map {
                    ThresholdProfile.Sample(
                        segment: $0,
                        variant: .execution(instructionSet: instructionSet, threads: threads),
                        error: .zero
                    )
                }
            )
        }
        for set in InstructionSet.allCases {
            let profile = try profile(set.name, threads: 2)
            #expect(try profiler.covers(profile))
            #expect(try profiler.remeasure(sample: 3, of: profile).error == .zero)
        }
        #expect(try !profiler.covers(profile("sse9", threads: 1)))
        #expect(try !profiler.covers(profile("avx2", threads: 257)))
    }

    @Test func `a threshold that forgeries would pass is no threshold`() throws {
        let world = try World(steps: 60, interval: 10, mode: .tolerant)
        let noisy = ThresholdProfile.Sample(
            segment: 0,
            variant: .perturbation(seed: 1),
            error: PartsPerTrillion(units: 10_000_000_001)
        )
        #expect(throws: ProfileError.tooNoisy(noisy.error)) {
            try ThresholdProfile(
                specification: world.specification,
                beacon: Digest(sha256: []),
                settings: settings,
                samples: [noisy]
            )
        }
        #expect(throws: ProfileError.noSamples) {
            try ThresholdProfile(
                specification: world.specification,
                beacon: Digest(sha256: []),
                settings: settings,
                samples: []
            )
        }
    }

    @Test func `the measured segments are spread over the start of the run`() {
        let spread = ThresholdProfile.Settings(
            segments: 4,
            spanPerMille: 250,
            repetitions: 1,
            quantilePerMille: 1000,
            safetyFactor: 1
        )
        #expect(spread.places(ofSegments: 110) == [0, 6, 13, 20])
        #expect(spread.places(ofSegments: 8) == [0, 1, 2, 3])
        #expect(spread.places(ofSegments: 1) == [0])
    }

    @Test func `an exact task that shows an error has no profile`() throws {
        let stray = ThresholdProfile.Sample(
            segment: 0,
            variant: .execution(instructionSet: "avx2", threads: 1),
            error: PartsPerTrillion(units: 1)
        )
        let world = try World()
        #expect(throws: ProfileError.notExact(stray)) {
            try ThresholdProfile(
                specification: world.specification,
                beacon: Digest(sha256: []),
                settings: settings,
                samples: [stray]
            )
        }
    }

    @Test func `a diverging task cannot be profiled`() throws {
        let world = try World(
            learningRate: "100",
            layers: [.linear(outputs: 12), .linear(outputs: 3)]
        )
        #expect(throws: ProfileError.self) { try profiler(world).profile() }
    }
}
