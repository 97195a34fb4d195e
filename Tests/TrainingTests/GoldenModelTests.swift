import Glibc
import Tensors
import Testing
import Training

/// The bits that a hundred steps of three models must have.
///
/// On every instruction set that the machine has, and with any number of threads; a set that it lacks
/// is reported as skipped.
@Suite struct GoldenModelTests {
    // Digests of what this version computes; a change of any is a change of the contract.
    private static let small: [GoldenModel: String] = [
        .perceptron: "8f7895e3a075009fdbdb63f5b41d076d9b1306aa94208d623dd5031378ec3b52",
        .images: "21983a296c87113ebbc7fe62f78b0d5247f41b4d200dfa0b36938c19f240d2eb",
        .text: "5838331be58a3c40af0fc03a148eafddddc248bfb22b4ede7b5b0dbdf757252e",
    ]
    private static let full: [GoldenModel: String] = [
        .perceptron: "5af209daffdffb76434c392e2794e94769a75cac7e5b3502bbcb737b7d45adfc",
        .images: "05773dfc58f30fcb94b6aa1a5d1fdaff2e8b28cd456d2b9714aa525cb48ff265",
        .text: "80aa6be903df1f5881923fa921ceefcce152f49ae5926dac6ec1067b5c017fe8",
    ]

    @Test(.machineHas(.portable), arguments: GoldenModel.allCases)
    func `portable C has the golden bits`(model: GoldenModel) throws {
        try check(model, .small, on: .portable)
    }

    @Test(.machineHas(.avx2), arguments: GoldenModel.allCases)
    func `AVX2 has the golden bits`(model: GoldenModel) throws {
        try check(model, .small, on: .avx2)
    }

    @Test(.machineHas(.avx512), arguments: GoldenModel.allCases)
    func `AVX-512 has the golden bits`(model: GoldenModel) throws {
        try check(model, .small, on: .avx512)
    }

    /// Some minutes; `make golden` asks for it.
    private static let isFull = getenv("ASSAY_GOLDEN_FULL") != nil

    /// On one number of threads, for portable C takes many times as long as the others.
    @Test(.machineHas(.portable), .enabled(if: isFull), arguments: GoldenModel.allCases)
    func `portable C has the golden bits at full size`(model: GoldenModel) throws {
        try check(model, .full, on: .portable, threads: 2...2)
    }

    @Test(.machineHas(.avx2), .enabled(if: isFull), arguments: GoldenModel.allCases)
    func `AVX2 has the golden bits at full size`(model: GoldenModel) throws {
        try check(model, .full, on: .avx2)
    }

    @Test(.machineHas(.avx512), .enabled(if: isFull), arguments: GoldenModel.allCases)
    func `AVX-512 has the golden bits at full size`(model: GoldenModel) throws {
        try check(model, .full, on: .avx512)
    }

    private func check(
        _ model: GoldenModel,
        _ size: GoldenModel.Size,
        on set: InstructionSet,
        threads: ClosedRange<Int> = 1...3
    ) throws {
        let golden = size == .small ? Self.small[model] : Self.full[model]
        for threads in threads {
            let execution = try Execution(instructionSet: set, threads: threads)
            let found = try model.digest(size, steps: 100, on: execution)
            if size == .full { print("golden: \(model), \(set), \(threads) threads: \(found)") }
            #expect(found == golden, "\(threads) threads")
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// A test that is skipped, by name, on a machine that lacks the instruction set.
    fileprivate static func machineHas(_ set: InstructionSet) -> Self {
        .enabled(if: set.isAvailable, "this machine has no \(set.name)")
    }
}
