import Tensors
import Testing

@Suite struct AttentionTests {
    @Test(arguments: AttentionCase.all.indices)
    func `attention is that of the definition`(index: Int) {
        let test = AttentionCase.all[index]
        let reference = test.reference(test.projection.map(Double.init))
        #expect(areClose(test.forward(on: .standard).out, reference, tolerance: 2e-5))
    }

    @Test(arguments: AttentionCase.all.indices)
    func `gradients are finite differences`(index: Int) {
        let test = AttentionCase.all[index]
        let projection = test.projection.map(Double.init)
        let gradient = test.gradient(on: .standard)
        func loss(_ projection: [Double]) -> Double {
            zip(test.reference(projection), test.upstream).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
        var generator = Philox(seed: UInt64(index))
        for _ in 0..<6 {
            let place = Int(generator.next(below: UInt32(projection.count)))
            var (above, below) = (projection, projection)
            above[place] += 1e-4
            below[place] -= 1e-4
            let slope = (loss(above) - loss(below)) / 2e-4
            let difference = abs(slope - Double(gradient[place]))
            #expect(difference < 2e-5 * max(1, abs(slope)), "place \(place), seed \(index)")
        }
    }

    /// The written order as plainly as it can be said, up to the exponentials, which are asked of
    /// the kernel that others test.
    @Test(arguments: AttentionCase.all.indices)
    func `an output is a chain over the keys of its block`(index: Int) throws {
        let test = AttentionCase.all[index]
        let (shape, width, x) = (test.shape, test.width, test.projection)
        var expected = [Float](repeating: 0, count: test.upstream.count)
        for pair in 0..<shape.batch * shape.heads {
            let (sample, head) = (pair / shape.heads, pair % shape.heads)
            func place(_ part: Int, _ position: Int) -> Int {
                (sample * shape.length + position) * 3 * width + part * width + head * shape.depth
            }
            for i in 0..<shape.length {
                let end = shape.isCausal ? min((i / 32 + 1) * 32, shape.length) : shape.length
                let scores = (0..<end).map { j -> Float in
                    if shape.isCausal && j > i { return -.infinity }
                    return (0..<shape.depth).reduce(into: Float(0)) {
                        $0.addProduct(x[place(1, j) + $1], x[place(0, i) + $1])
                    } * shape.scale
                }
                let largest = scores.max() ?? 0
                let exponentials = try Tensor(scores.map { $0 - largest })
                    .applying(.exponential, on: .standard).elements
                let factor = 1 / exponentials.reduce(0, +)
                for d in 0..<shape.depth {
                    let sum = (0..<end).reduce(into: Float(0)) {
                        $0.addProduct(exponentials[$1], x[place(2, $1) + d])
                    }
                    expected[(sample * shape.length + i) * width + head * shape.depth + d] =
                        sum * factor
                }
            }
        }
        #expect(differences(test.forward(on: .standard).out, expected) == [])
    }

    @Test(arguments: InstructionSet.available)
    func `large scores do not overflow`(set: InstructionSet) throws {
        let test = AttentionCase(
            batch: 1,
            heads: 1,
            length: 40,
            depth: 8,
            isCausal: true,
            seed: 3,
            scale: 1e6
        )
        let execution = try Execution(instructionSet: set)
        #expect(test.forward(on: execution).out.allSatisfy { $0.isFinite })
        #expect(test.gradient(on: execution).allSatisfy { $0.isFinite })
    }

    @Test(arguments: InstructionSet.available)
    func `a NaN is seen by the queries that see its key`(set: InstructionSet) throws {
        let execution = try Execution(instructionSet: set)
        let (length, width) = (40, 4)
        let strides = AttentionStrides(batch: length * width, head: width, position: width)
        let shape = AttentionShape(
            batch: 1,
            heads: 1,
            length: length,
            depth: width,
            isCausal: true,
            scale: 1,
            query: strides,
            key: strides,
            value: strides,
            out: strides
        )
        let query = Fixture.numbers(length * width, seed: 1)
        var key = Fixture.numbers(length * width, seed: 2)
        key[20 * width] = .nan
        var statistics = [Float](repeating: 0, count: length)
        let scratch = shape.forwardScratch(threads: 1)
        let out = Memory.written(length * width, scratch: scratch) {
            execution.attend(
                shape,
                query: query,
                key: key,
                value: query,
                into: $0,
                statistics: &statistics,
                scratch: $1
            )
        }
        for i in 0..<length {
            #expect(out[i * width].isNaN == (i >= 20))
            #expect(statistics[i].isNaN == (i >= 20))
        }
    }

    @Test func `nothing attends to nothing`() {
        for (length, depth) in [(0, 4), (3, 0)] {
            let test = AttentionCase(
                batch: 2,
                heads: 1,
                length: length,
                depth: depth,
                isCausal: true,
                seed: 1
            )
            #expect(test.forward(on: .standard).out.isEmpty)
            #expect(test.gradient(on: .standard).isEmpty)
        }
    }
}
