import Digests
import Tensors
import Testing

/// A kernel with its inputs: what bits it must give is asked of all of them in the same way.
struct KernelCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// What the kernel makes of inputs that are always the same.
    let results: @Sendable (Execution) -> [[Float]]

    var testDescription: String { name }

    /// Every kernel but the matrix product and those of ``Operator``.
    static let all =
        unary + binary + reduction + softmax + rowNormalization + batchNormalization + dropout
        + gather + optimizer + squaredError + layers

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
                    differences(pair.0, pair.1).prefix(5) == [],
                    "result \(index) on \(threads) threads"
                )
            }
        }
    }

    /// The digest of the results' bytes.
    func digest() throws -> String {
        var builder = DigestBuilder()
        for result in results(.standard) { builder.update(try Tensor(result).canonicalBytes) }
        return builder.finalize().hex
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
