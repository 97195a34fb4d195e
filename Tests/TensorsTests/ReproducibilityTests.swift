import Digests
import Tensors
import Testing

/// The contract that verification rests on: the same bits from every machine.
@Suite struct ReproducibilityTests {
    /// Large enough that work is in fact divided among threads and cut into all blocks.
    @Test(arguments: InstructionSet.available.filter { $0 != .portable }, Operator.allCases)
    func `large inputs give the same bits on any number of threads`(
        set: InstructionSet,
        operation: Operator
    ) throws {
        func results(_ execution: Execution) throws -> [Tensor] {
            try operation.results(
                rows: 301,
                inner: 270,
                columns: 1100,
                seed: 1,
                on: execution
            )
        }
        let expected = try results(Execution(instructionSet: set))
        for execution in try [
            Execution(instructionSet: set, threads: 2), Execution(instructionSet: set, threads: 3),
            Execution(instructionSet: .best, threads: 7),
        ] {
            for (result, expected) in zip(try results(execution), expected) {
                #expect(result.differences(from: expected) == [], "\(execution)")
            }
        }
    }

    // Digests of what this version computes. A change here changes the outcome of every exact
    // verification, so it needs a new engine name, not new digests alone.
    static let golden: [Operator: String] = [
        .matrixProduct: "e79806744ced344fd17b2b049e0dbffd4f930149a890649e36e92812576efad8",
        .matrixProductLeftTransposed:
            "2926c817473c33900a751bfbbad87f6783e4af81a302fc89d8098ac5bd7f2b9b",
        .matrixProductRightTransposed:
            "055e9e0c6fb8db9e285e45ae3f6f85f3b0bd3bf894f67d15ba7c99d7fd05edc7",
        .addingBias: "cadfd1ab7452bdc81a262891c0c3ecf6a0fb330e7d3d8cb4641e3f31bbcb6177",
        .rectified: "aefc791e78e3a3904ced8945067e2d23203d41f54e1d9f89eb3b286c99c9f11e",
        .rectifierGradient: "efc5d90cf4d32000fde4c93a478cf33a0c1660caecc7c81c63532312d0bd78b2",
        .adding: "672b7c809951e4f573d2a8f046ca5022562bf336ff987bd8668ce81eaa4d0ef8",
        .addingScaled: "0b789833398ecc1929ee05d442d3b1a66dce92aefede3dde43d3036c36638f14",
        .scaled: "2c4d96f54fbc6ea1bc5bb3ef753650f1a9fc322e69bb8ee2a70784c3c7159a1f",
        .exponential: "de637677e42732b90a07d2b5b8a4ca1d382f5a06d8769e9b9484ec5b41af2cd2",
        .logarithm: "ae8fadfcbe5dd70417562803649a05cc3f0e540ed6ad30ad5f30339ef40a69f7",
        .softmaxCrossEntropy: "f7d5d296435f1bdbbf7c5ded10c02efe002856ebc883e9910b73d924211935ea",
        .softmaxCrossEntropyGradient:
            "68cddfbdc9d2242ad5c36536bca03d25a5d72ac0a03dc02430ec1659685edf5c",
        .columnSums: "26138854b62cd8afcd7c078ee6867528d2acc52bbc92c1a93f312d1e3e8606ea",
        .sum: "97858306942f9e739751aae3659233c0744661a7e107b18bc9eb4e1aa9f981c3",
        .descend: "0c2cb2126c3a6aa88efbd5a4b33e5adbc4451790c4cf19be4f617fbeef11c2b0",
        .gatheringRows: "d756a35df05a54dc204bdaac3384d8aef386e306d5cc426f1d61ade46ade8e94",
    ]

    @Test(arguments: Operator.allCases)
    func `results are those of the first version`(operation: Operator) throws {
        var builder = DigestBuilder()
        for (index, size) in Operator.sizes(random: 0, seed: 0).enumerated() {
            let results = try operation.results(
                rows: size.rows,
                inner: size.inner,
                columns: size.columns,
                seed: UInt64(index),
                on: .standard
            )
            for result in results { builder.update(result.canonicalBytes) }
        }
        #expect(builder.finalize().hex == Self.golden[operation])
    }

    @Test func `a tensor that diverged shows it`() throws {
        let execution = Execution.standard
        let sick = try Tensor([1, .nan, -1])
        #expect(!sick.isFinite)
        #expect(try !sick.applying(.relu, on: execution).isFinite)
        #expect(try !Tensor([.infinity]).isFinite)
        #expect(try Tensor([.greatestFiniteMagnitude, 0, .leastNonzeroMagnitude]).isFinite)
        let logits = try Tensor(rows: 1, columns: 3, elements: sick.elements)
        #expect(try logits.softmaxCrossEntropy(labels: [0], on: execution).loss.isNaN)
    }

    @Test func `denormal numbers are kept`() throws {
        let tiny = try Tensor([.leastNonzeroMagnitude, 0x1p-130, -0x1p-130])
        let one = Tensor(zeros: try Shape(count: 3))
        #expect(try tiny.adding(one, on: .standard).differences(from: tiny) == [])
        #expect(tiny.scaled(by: 1, on: .standard).differences(from: tiny) == [])
        let rectified = try tiny.applying(.relu, on: .standard)
        #expect(rectified.elements == [.leastNonzeroMagnitude, 0x1p-130, 0])
    }
}
