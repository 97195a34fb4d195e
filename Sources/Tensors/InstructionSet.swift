import CKernels

/// An implementation of the kernels.
///
/// All give the same bits; they differ in speed alone.
public enum InstructionSet: String, CaseIterable, Hashable, Sendable {
    /// Plain C, on every machine. Without an FMA instruction it is exact and very slow.
    case portable
    /// x86-64 with AVX2 and FMA.
    case avx2
    /// x86-64 with AVX-512F.
    case avx512

    /// The environment variable that names the instruction set to use.
    public static let environmentVariable = "ASSAY_ISA"

    /// The widest instruction set that this machine has.
    public static var best: InstructionSet { available.last ?? .portable }

    /// The instruction sets that this machine has, from the narrowest to the widest.
    public static let available: [InstructionSet] = allCases.filter { $0.kernels != nil }

    /// The instruction set that a setting names, ``best`` without one.
    public static func selected(by setting: String?) throws(TensorError) -> InstructionSet {
        guard let setting else { return best }
        guard let set = InstructionSet(rawValue: setting) else {
            throw .instructionSetUnknown(name: setting)
        }
        guard set.isAvailable else { throw .instructionSetUnavailable(set) }
        return set
    }

    /// The name in settings and documents.
    public var name: String { rawValue }

    /// Whether this machine (processor, operating system and build) has it.
    public var isAvailable: Bool { kernels != nil }

    /// The kernels, or nothing where the machine lacks the instructions.
    var kernels: UnsafePointer<assay_kernels>? {
        switch self {
        case .portable: assay_kernels_for(ASSAY_PORTABLE)
        case .avx2: assay_kernels_for(ASSAY_AVX2)
        case .avx512: assay_kernels_for(ASSAY_AVX512)
        }
    }
}

extension InstructionSet: CustomStringConvertible {
    /// The name.
    public var description: String { name }
}
