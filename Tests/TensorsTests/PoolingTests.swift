import Tensors
import Testing

@Suite struct PoolingTests {
    @Test(arguments: PoolingCase.all.indices)
    func `the largest element is the first of its kind`(index: Int) {
        let test = PoolingCase.all[index]
        let (values, places) = test.largest(on: .standard)
        let plane = test.shape.height * test.shape.width
        var gradient = [Float](repeating: 0, count: test.input.count)
        for (out, window) in test.windows.enumerated() {
            let largest = window.map { test.input[$0] }.max()
            let place = window.first { test.input[$0] == largest }
            #expect(values[out] == largest ?? -.infinity)
            #expect(places[out] == place.map { Int32($0 % plane) } ?? -1)
            if let place { gradient[place] += test.upstream[out] }
        }
        #expect(differences(test.largestGradient(on: .standard), gradient) == [])
    }

    @Test(arguments: PoolingCase.all.indices)
    func `an average counts the padding, and its gradient is spread evenly`(index: Int) {
        let test = PoolingCase.all[index]
        let count = Double(test.shape.windowHeight * test.shape.windowWidth)
        var gradient = [Double](repeating: 0, count: test.input.count)
        for (out, window) in test.windows.enumerated() {
            for place in window { gradient[place] += Double(test.upstream[out]) / count }
        }
        let averages = test.windows.map { $0.reduce(0) { $0 + Double(test.input[$1]) } / count }
        #expect(areClose(test.average(on: .standard), averages, tolerance: 1e-6))
        #expect(areClose(test.averageGradient(on: .standard), gradient, tolerance: 1e-6))
    }

    @Test(arguments: InstructionSet.available)
    func `a NaN is the largest, wherever it stands`(set: InstructionSet) throws {
        let execution = try Execution(instructionSet: set)
        for (window, stride) in [(2, 2), (2, 1)] {
            let shape = PoolingCase.shape(
                1,
                2,
                40,
                window: (window, window),
                stride: (stride, stride)
            )
            for place in [0, 1, 40, 41] {
                var input = [Float](repeating: .infinity, count: 80)
                input[place] = .nan
                var places = [Int32](repeating: 0, count: shape.outCount)
                let values = Memory.written(shape.outCount) { out, _ in
                    execution.maxPool(shape, input: input, into: out, places: &places)
                }
                #expect(values[0].isNaN && Int(places[0]) == place)
                #expect(values[3] == .infinity && Int(places[3]) == 3 * stride)
                let averages = Memory.written(shape.outCount) { out, _ in
                    execution.averagePool(shape, input: input, into: out)
                }
                #expect(averages[0].isNaN && averages[3] == .infinity)
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func `a window of minus infinity is at its first element`(set: InstructionSet) throws {
        let execution = try Execution(instructionSet: set)
        for padding in [0, 1] {
            let shape = PoolingCase.shape(
                1,
                4,
                4,
                window: (2, 2),
                stride: (2, 2),
                padding: (padding, padding)
            )
            let input = [Float](repeating: -.infinity, count: 16)
            var places = [Int32](repeating: 0, count: shape.outCount)
            let values = Memory.written(shape.outCount) { out, _ in
                execution.maxPool(shape, input: input, into: out, places: &places)
            }
            #expect(values.allSatisfy { $0 == -.infinity })
            #expect(places == (padding == 0 ? [0, 2, 8, 10] : [0, 1, 3, 4, 5, 7, 12, 13, 15]))
        }
    }

    @Test func `planes without windows have no gradient`() {
        let shape = PoolingCase.shape(2, 1, 3, window: (2, 2), stride: (2, 2))
        let test = PoolingCase(shape, seed: 1)
        #expect(test.largest(on: .standard).values.isEmpty)
        #expect(test.largestGradient(on: .standard) == [Float](repeating: 0, count: 6))
        #expect(test.averageGradient(on: .standard) == [Float](repeating: 0, count: 6))
    }
}
