import Tensors
import Testing

// The contract of every kernel, a suite an instruction set, so that one which the machine lacks is
// reported as skipped.

@Suite(.machineHas(.portable)) struct PortableKernelTests {
    @Test(arguments: KernelCase.all)
    func `portable C gives the same bits on any number of threads`(kernel: KernelCase) throws {
        try kernel.checkBits(on: .portable)
    }
}

@Suite(.machineHas(.avx2)) struct AVX2KernelTests {
    @Test(arguments: KernelCase.all)
    func `AVX2 gives the bits of portable C on any number of threads`(kernel: KernelCase) throws {
        try kernel.checkBits(on: .avx2)
    }
}

@Suite(.machineHas(.avx512)) struct AVX512KernelTests {
    @Test(arguments: KernelCase.all)
    func `AVX-512 gives the bits of portable C on any number of threads`(
        kernel: KernelCase
    ) throws {
        try kernel.checkBits(on: .avx512)
    }
}

@Suite struct KernelDigestTests {
    @Test(arguments: KernelCase.all)
    func `results are those of the first version`(kernel: KernelCase) throws {
        #expect(try kernel.digest() == KernelDigests.golden[kernel.name], "\(kernel.name)")
    }
}
