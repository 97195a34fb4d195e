import Tensors
import Testing

// The contract of each instruction set, a suite each, so that one which the machine lacks is
// reported as skipped.

@Suite(.machineHas(.portable)) struct PortableTests {
    static let contract = InstructionSetContract(set: .portable)

    @Test(arguments: Transposition.allCases)
    func `a matrix product is chains of fused multiply-adds`(transposing: Transposition) throws {
        try Self.contract.checkChains(transposing)
    }

    @Test(arguments: Operator.allCases)
    func `portable C gives the same bits on any number of threads`(operation: Operator) throws {
        try Self.contract.checkBits(operation)
    }

    @Test(arguments: Operator.allCases)
    func `a perturbed result follows from the seed alone`(operation: Operator) throws {
        try Self.contract.checkPerturbedBits(operation)
    }
}

@Suite(.machineHas(.avx2)) struct AVX2Tests {
    static let contract = InstructionSetContract(set: .avx2)

    @Test(arguments: Transposition.allCases)
    func `a matrix product is chains of fused multiply-adds`(transposing: Transposition) throws {
        try Self.contract.checkChains(transposing)
    }

    @Test(arguments: Operator.allCases)
    func `AVX2 gives the bits of portable C on any number of threads`(operation: Operator) throws {
        try Self.contract.checkBits(operation)
    }

    @Test(arguments: Operator.allCases)
    func `a perturbed result follows from the seed alone`(operation: Operator) throws {
        try Self.contract.checkPerturbedBits(operation)
    }

    @Test func `numbers that are not finite come out as from portable C`() throws {
        try Self.contract.checkSpecialNumbers()
    }
}

@Suite(.machineHas(.avx512)) struct AVX512Tests {
    static let contract = InstructionSetContract(set: .avx512)

    @Test(arguments: Transposition.allCases)
    func `a matrix product is chains of fused multiply-adds`(transposing: Transposition) throws {
        try Self.contract.checkChains(transposing)
    }

    @Test(arguments: Operator.allCases)
    func `AVX-512 gives the bits of portable C on any number of threads`(
        operation: Operator
    ) throws {
        try Self.contract.checkBits(operation)
    }

    @Test(arguments: Operator.allCases)
    func `a perturbed result follows from the seed alone`(operation: Operator) throws {
        try Self.contract.checkPerturbedBits(operation)
    }

    @Test func `numbers that are not finite come out as from portable C`() throws {
        try Self.contract.checkSpecialNumbers()
    }
}
