import Digests
import Tensors
import Testing

// The same test for each instruction set, so that one which the machine lacks is reported as
// skipped.

@Suite struct LayerKernelTests {
    @Test(.machineHas(.portable), arguments: LayerKernel.allCases)
    func `portable C gives the same bits on any number of threads`(kernel: LayerKernel) throws {
        try check(kernel, .portable)
    }

    @Test(.machineHas(.avx2), arguments: LayerKernel.allCases)
    func `AVX2 gives the bits of portable C`(kernel: LayerKernel) throws {
        try check(kernel, .avx2)
    }

    @Test(.machineHas(.avx512), arguments: LayerKernel.allCases)
    func `AVX-512 gives the bits of portable C`(kernel: LayerKernel) throws {
        try check(kernel, .avx512)
    }

    private func check(_ kernel: LayerKernel, _ set: InstructionSet) throws {
        let expected = kernel.results(on: try Fixture.reference())
        #expect(!expected.isEmpty)
        for threads in 1...3 {
            let execution = try Execution(instructionSet: set, threads: threads)
            let results = kernel.results(on: execution)
            #expect(differences(results, expected) == [], "\(threads) threads")
        }
    }

    @Test(arguments: LayerKernel.allCases)
    func `results are those of the first version`(kernel: LayerKernel) throws {
        let results = try Tensor(kernel.results(on: .standard))
        var builder = DigestBuilder()
        builder.update(results.canonicalBytes)
        #expect(builder.finalize().hex == LayerKernel.golden[kernel])
    }
}
