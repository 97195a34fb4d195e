import CKernels

/// How operators are to be carried out.
///
/// Neither the instruction set nor the number of threads changes a bit of any result. A
/// perturbation does: it stands for other people's hardware, and makes real rounding noise.
public struct Execution: Hashable, Sendable {
    /// The most threads an execution may ask for.
    public static let threadsMax = 256

    /// The implementation of the kernels; this machine has it.
    public let instructionSet: InstructionSet
    /// On how many threads the work may be spread.
    public private(set) var threads: Int
    /// The seed of the order in which everything that is added up is taken; nothing for the order
    /// that everyone shares.
    public let perturbation: UInt64?

    /// An execution on an instruction set that the machine must have.
    public init(
        instructionSet: InstructionSet = .best,
        threads: Int = 1,
        perturbation: UInt64? = nil
    ) throws(TensorError) {
        guard instructionSet.isAvailable else { throw .instructionSetUnavailable(instructionSet) }
        guard (1...Self.threadsMax).contains(threads) else { throw .threadsOutOfRange(threads) }
        self.init(available: instructionSet, threads: threads, perturbation: perturbation)
    }

    private init(available instructionSet: InstructionSet, threads: Int, perturbation: UInt64?) {
        self.instructionSet = instructionSet
        self.threads = threads
        self.perturbation = perturbation
    }

    /// The best instruction set on one thread, in the order that everyone shares.
    public static let standard = Execution(available: .best, threads: 1, perturbation: nil)

    /// The same execution in the order that a seed gives, or in the ascending one.
    public func perturbed(by seed: UInt64?) -> Execution {
        Execution(available: instructionSet, threads: threads, perturbation: seed)
    }

    /// The same execution, its threads halved until so much memory is enough or one is left.
    ///
    /// Each thread needs some of its own. Whether there is enough must not depend on how many threads
    /// somebody has: the bits do not either.
    ///
    /// - Parameter needed: the bytes that an execution takes.
    public func within(memory limit: Int64, needed: (Execution) -> Int64) -> Execution {
        var execution = self
        while execution.threads > 1, needed(execution) > limit { execution.threads /= 2 }
        return execution
    }

    /// The kernels of the instruction set.
    var kernels: assay_kernels {
        guard let kernels = instructionSet.kernels else {
            preconditionFailure("an execution holds only instruction sets that the machine has")
        }
        return kernels.pointee
    }
}
