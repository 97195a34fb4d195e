import Tensors
import Testing

/// Every kernel of images, sequences and copies, on inputs that follow from fixed seeds: what bits it must give is
/// asked of all of them in the same way.
enum LayerKernel: String, CaseIterable, Sendable {
    case convolution
    case convolutionInputGradient
    case convolutionWeightGradient
    case convolutionBiasGradient
    case maxPool
    case maxPoolGradient
    case averagePool
    case averagePoolGradient
    case attention
    case attentionGradient
    case copy

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
        case .attention:
            AttentionCase.all.flatMap { test in
                let (out, statistics) = test.forward(on: execution)
                return out + statistics
            }
        case .attentionGradient: AttentionCase.all.flatMap { $0.gradient(on: execution) }
        case .copy: CopyCase.all.flatMap { $0.permuted(on: execution) + $0.cut(on: execution) }
        }
    }

    // Digests of what this version computes; see ReproducibilityTests.
    static let golden: [LayerKernel: String] = [
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
        .attention: "fb9f6bea67adc2aea2838d7e6ea7c55cb0d3c7db1974de0705a8d8de9fc429bf",
        .attentionGradient: "ee8718234c4ebab53e8ba61ad7ff4a12fb538c8c0a36281d9915363516dc1a51",
        .copy: "6e05b747c6661ee3ca4a880cd8a218b4e525c86216f3b184fd868daf55ba7a9d",
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
