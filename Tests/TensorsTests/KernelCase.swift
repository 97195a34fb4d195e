import Digests
import Tensors
import Testing

/// A kernel with its inputs: what bits it must give is asked of all of them in the same way.
struct KernelCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// What the kernel makes of inputs that are always the same.
    let results: @Sendable (Execution) -> [[Float]]

    var testDescription: String { name }

    /// Every kernel that is neither a product, a convolution nor attention.
    static let all =
        unary + binary + reduction + softmax + rowNormalization + batchNormalization + dropout
        + gather + optimizer + squaredError

    /// Lengths around the edges of vectors, and one that is divided among threads.
    static let lengths = [0, 1, 7, 16, 33, 100_003]

    /// Checks that the bits are those of one portable thread, on any number of threads.
    func checkBits(on set: InstructionSet) throws {
        let expected = results(try Fixture.reference())
        for threads in 1...3 {
            let got = results(try Execution(instructionSet: set, threads: threads))
            #expect(got.count == expected.count)
            for (index, pair) in zip(got, expected).enumerated() {
                #expect(
                    Self.differences(pair.0, pair.1) == [],
                    "result \(index) on \(threads) threads"
                )
            }
        }
    }

    /// The digest of the results' bytes.
    var digest: String {
        var builder = DigestBuilder()
        for result in results(.standard) {
            for element in result {
                // A NaN's sign and payload are free.
                let bits = element.isNaN ? Float.nan.bitPattern : element.bitPattern
                withUnsafeBytes(of: bits.littleEndian) { builder.update(Array($0)) }
            }
        }
        return builder.finalize().hex
    }

    /// The first places at which two lists differ in a bit; all NaNs are one.
    private static func differences(_ left: [Float], _ right: [Float]) -> [Int] {
        guard left.count == right.count else { return [-1] }
        let places = left.indices.lazy.filter {
            left[$0].bitPattern != right[$0].bitPattern && !(left[$0].isNaN && right[$0].isNaN)
        }
        return Array(places.prefix(5))
    }
}

extension [Float] {
    /// What a kernel writes into memory that held NaNs.
    init(made count: Int, by body: (UnsafeMutablePointer<Float>) -> Void) {
        self.init(repeating: .nan, count: count)
        withUnsafeMutableBufferPointer { out in
            if let out = out.baseAddress { body(out) }
        }
    }

    /// Numbers that most often go wrong.
    static let special: [Float] = [
        .nan, .infinity, -.infinity, 0, -0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
        -.leastNormalMagnitude, 0x1p-133, -0x1p-140, 1, -1, 88.8, -104, 3,
        -.greatestFiniteMagnitude,
    ]
}
import Tensors
import Testing

/// Every kernel over raw memory, on inputs that follow from fixed seeds: what bits it must give is
/// asked of all of them in the same way.
enum KernelCase: String, CaseIterable, Sendable {
    case convolution
    case convolutionInputGradient
    case convolutionWeightGradient
    case convolutionBiasGradient
    case maxPool
    case maxPoolGradient
    case averagePool
    case averagePoolGradient

    /// What the kernel makes of all its cases, one after the other.
    func results(on execution: Execution) -> [Float] {
        switch self {
        case .convolution: ConvolutionCase.all.flatMap { $0.forward(on: execution) }
        case .convolutionInputGradient:
            ConvolutionCase.all.flatMap { $0.inputGradient(on: execution) }
        case .convolutionWeightGradient:
            ConvolutionCase.all.flatMap { $0.weightGradient(on: execution) }
        case .convolutionBiasGradient:
            ConvolutionCase.all.flatMap { $0.biasGradient(on: execution) }
        case .maxPool: PoolingCase.all.flatMap { $0.largest(on: execution).values }
        case .maxPoolGradient: PoolingCase.all.flatMap { $0.largestGradient(on: execution) }
        case .averagePool: PoolingCase.all.flatMap { $0.average(on: execution) }
        case .averagePoolGradient: PoolingCase.all.flatMap { $0.averageGradient(on: execution) }
        }
    }

    // Digests of what this version computes; see ReproducibilityTests.
    static let golden: [KernelCase: String] = [
        .convolution: "433c369ce5b2d01fec738e6378cbe688b6964d5c68d649b07b6d05eb82c9199e",
        .convolutionInputGradient:
            "c6b28c20d5a5db07fe623f21988c8414075ed56da80183bf2ebcd2243f2ddfe5",
        .convolutionWeightGradient:
            "186e3a48fd170e6ff9d58147c8f20e526d7547922bfe3db906b10b9561de1aff",
        .convolutionBiasGradient:
            "ac4985be74cda9e6cd390c39ab341be7bc59f5978b26bb8c5a83b9ef39fc85f0",
        .maxPool: "e7bbbf802db9bd7d6427ae2f15c51f4738ab36eb263422320c5ab51c8aafd7d1",
        .maxPoolGradient: "d550ffedc8ce13ee5a5a194e235e1c6bb1f29e053575ed597065fb9dad674892",
        .averagePool: "9de763de369c984ee911e695c3d5a0f27b9ee7ab1bf6b56758b375b80f44b25f",
        .averagePoolGradient: "dccc7b3c3ee8742e44d0ecfe36b1d53a174ea6b5aef0ebee9f6da47ad1cbde4d",
    ]
}

/// Memory for kernels.
enum Memory {
    /// What a kernel writes into `count` floats with `scratch` floats of scratch memory.
    ///
    /// Both hold NaN before, so that nothing left out goes unseen.
    static func written(
        _ count: Int,
        scratch: Int = 0,
        _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) -> [Float] {
        let size = (count + 15) / 16 * 16
        let bytes = (size + scratch + 16) * MemoryLayout<Float>.stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        defer { raw.deallocate() }
        let floats = raw.bindMemory(to: Float.self, capacity: size + scratch + 16)
        floats.initialize(repeating: .nan, count: size + scratch + 16)
        body(floats, floats + size)
        return Array(UnsafeBufferPointer(start: floats, count: count))
    }
}

/// The places at which two results differ in a bit; all NaNs are one.
func differences(_ results: [Float], _ expected: [Float]) -> [Int] {
    guard results.count == expected.count else { return [-1] }
    return results.indices.filter {
        results[$0].bitPattern != expected[$0].bitPattern
            && !(results[$0].isNaN && expected[$0].isNaN)
    }
}

/// Whether every result is within a tolerance of the reference, relative where that exceeds 1.
func areClose(_ results: [Float], _ reference: [Double], tolerance: Double) -> Bool {
    results.count == reference.count
        && zip(results, reference).allSatisfy {
            abs(Double($0) - $1) <= tolerance * max(1, abs($1))
        }
}
