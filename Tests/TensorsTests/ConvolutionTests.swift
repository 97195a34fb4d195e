import Tensors
import Testing

@Suite struct ConvolutionTests {
    static let cases = ConvolutionCase.all.indices

    @Test(arguments: cases)
    func `a convolution is that of the definition`(index: Int) {
        let test = ConvolutionCase.all[index]
        let reference = test.reference(
            input: test.input.map(Double.init),
            weights: test.weights.map(Double.init)
        )
        #expect(areClose(test.forward(on: .standard), reference, tolerance: 1e-5))
    }

    @Test(arguments: cases)
    func `gradients are those of the definition`(index: Int) {
        let test = ConvolutionCase.all[index]
        var inputGradient = [Double](repeating: 0, count: test.input.count)
        var weightGradient = [Double](repeating: 0, count: test.weights.count)
        test.forEachProduct { input, weight, out in
            inputGradient[input] += Double(test.weights[weight]) * Double(test.upstream[out])
            weightGradient[weight] += Double(test.input[input]) * Double(test.upstream[out])
        }
        #expect(areClose(test.inputGradient(on: .standard), inputGradient, tolerance: 1e-5))
        #expect(areClose(test.weightGradient(on: .standard), weightGradient, tolerance: 1e-4))

        let pixels = test.shape.outHeight * test.shape.outWidth
        var biasGradient = [Double](repeating: 0, count: test.bias.count)
        for (index, value) in test.upstream.enumerated() {
            biasGradient[index / pixels % test.shape.outputs] += Double(value)
        }
        #expect(areClose(test.biasGradient(on: .standard), biasGradient, tolerance: 1e-5))
    }

    @Test(arguments: 0..<4)
    func `gradients are finite differences`(index: Int) {
        let test = ConvolutionCase.all[index]
        let (input, weights) = (test.input.map(Double.init), test.weights.map(Double.init))
        func loss(_ input: [Double], _ weights: [Double]) -> Double {
            zip(test.reference(input: input, weights: weights), test.upstream)
                .reduce(0) { $0 + $1.0 * Double($1.1) }
        }
        let inputGradient = test.inputGradient(on: .standard)
        let weightGradient = test.weightGradient(on: .standard)
        var generator = Philox(seed: UInt64(index))
        for _ in 0..<8 {
            var (above, below) = (input, input)
            let place = Int(generator.next(below: UInt32(input.count)))
            above[place] += 0.5
            below[place] -= 0.5
            let slope = loss(above, weights) - loss(below, weights)
            #expect(abs(slope - Double(inputGradient[place])) < 1e-4, "seed \(index)")
        }
        for _ in 0..<8 {
            var (above, below) = (weights, weights)
            let place = Int(generator.next(below: UInt32(weights.count)))
            above[place] += 0.5
            below[place] -= 0.5
            let slope = loss(input, above) - loss(input, below)
            #expect(abs(slope - Double(weightGradient[place])) < 1e-4, "seed \(index)")
        }
    }

    /// The written order as plainly as it can be said.
    @Test(arguments: cases)
    func `an element is one chain of fused multiply-adds`(index: Int) {
        let test = ConvolutionCase.all[index]
        // Padding adds +0 products, which change no finite chain.
        var out = [Float](repeating: 0, count: test.shape.outCount)
        test.forEachProduct { out[$2].addProduct(test.weights[$1], test.input[$0]) }
        let pixels = test.shape.outHeight * test.shape.outWidth
        for place in out.indices { out[place] += test.bias[place / pixels % test.shape.outputs] }
        #expect(differences(test.forward(on: .standard), out) == [])
    }

    @Test(arguments: cases)
    func `gradients are chains of fused multiply-adds`(index: Int) throws {
        let test = ConvolutionCase.all[index]
        let (weightCount, samples) = (test.weights.count, test.shape.samples)
        let outs = test.shape.outCount / samples
        var products = [[(weight: Int, out: Int)]](repeating: [], count: test.input.count)
        var sums = [Float](repeating: 0, count: samples * weightCount)
        test.forEachProduct { input, weight, out in
            products[input].append((weight, out))
            sums[out / outs * weightCount + weight]
                .addProduct(test.input[input], test.upstream[out])
        }
        // Of one channel, weights in ascending order are outputs, rows and columns in theirs.
        let inputGradient = products.map { products in
            products.sorted { $0.weight < $1.weight }.reduce(into: Float(0)) {
                $0.addProduct(test.weights[$1.weight], test.upstream[$1.out])
            }
        }
        #expect(differences(test.inputGradient(on: .standard), inputGradient) == [])
        let weightGradient = try Tensor(rows: samples, columns: weightCount, elements: sums)
            .columnSums(on: .standard)
        #expect(differences(test.weightGradient(on: .standard), weightGradient.elements) == [])
    }

    @Test func `nothing convolved is the bias, and no samples give no gradient`() {
        let noChannels = ConvolutionCase(
            ConvolutionCase.shape(2, 0, 3, 3, to: 2, kernel: (2, 2)),
            seed: 1
        )
        let out = noChannels.forward(on: .standard)
        #expect(out == (0..<16).map { noChannels.bias[$0 / 4 % 2] })

        let noSamples = ConvolutionCase(
            ConvolutionCase.shape(0, 2, 3, 3, to: 2, kernel: (2, 2)),
            seed: 1
        )
        #expect(noSamples.weightGradient(on: .standard) == [Float](repeating: 0, count: 16))
        #expect(noSamples.biasGradient(on: .standard) == [0, 0])
        #expect(noSamples.forward(on: .standard).isEmpty)

        let tooSmall = ConvolutionCase(
            ConvolutionCase.shape(1, 1, 2, 2, to: 1, kernel: (3, 3)),
            seed: 1
        )
        #expect(tooSmall.shape.outCount == 0)
        #expect(tooSmall.forward(on: .standard).isEmpty)
        #expect(tooSmall.inputGradient(on: .standard) == [0, 0, 0, 0])
        #expect(tooSmall.weightGradient(on: .standard) == [Float](repeating: 0, count: 9))
    }

    @Test(arguments: InstructionSet.available)
    func `a NaN reaches every sum it is in, and no other`(set: InstructionSet) throws {
        let execution = try Execution(instructionSet: set)
        let shape = ConvolutionCase.shape(1, 1, 5, 5, to: 1, kernel: (3, 3))
        var input = [Float](repeating: 1, count: 25)
        input[0] = .nan
        let ones = [Float](repeating: 1, count: 9)
        let out = Memory.written(9, scratch: shape.forwardScratch(threads: 1)) {
            execution.convolve(shape, input: input, weights: ones, bias: nil, into: $0, scratch: $1)
        }
        #expect(out[0].isNaN)
        #expect(out.dropFirst().allSatisfy { $0 == 9 })
    }

    @Test(arguments: InstructionSet.available)
    func `denormal numbers are kept`(set: InstructionSet) throws {
        let execution = try Execution(instructionSet: set)
        let shape = ConvolutionCase.shape(1, 1, 1, 3, to: 1, kernel: (1, 1))
        let input: [Float] = [.leastNonzeroMagnitude, 0x1p-130, -0x1p-130]
        let out = Memory.written(3, scratch: shape.forwardScratch(threads: 1)) {
            execution.convolve(shape, input: input, weights: [1], bias: nil, into: $0, scratch: $1)
        }
        #expect(differences(out, input) == [])
    }
}
