import Tensors
import Testing

private struct Inputs {
    static let epsilon: Float = 1e-3
    static let all = [(1, 1, 1), (5, 3, 1), (4, 3, 7), (700, 70, 1), (37, 5, 600)].map {
        Inputs(ChannelExtents(count: $0.0, channels: $0.1, places: $0.2), seed: 16)
    }

    let extents: ChannelExtents
    var x: [Float]
    let weight: [Float]
    let bias: [Float]
    let upstream: [Float]

    init(_ extents: ChannelExtents, seed: UInt64) {
        self.extents = extents
        let count = extents.count * extents.channels * extents.places
        x = Fixture.numbers(count, seed: seed, scale: 3).map { $0 - 1 }
        weight = Fixture.numbers(extents.channels, seed: seed + 1)
        bias = Fixture.numbers(extents.channels, seed: seed + 2)
        upstream = Fixture.numbers(count, seed: seed + 3)
    }

    private var channels: [Float] { [Float](repeating: .nan, count: extents.channels) }

    /// y, mean, inverse deviation, running mean and variance, then the gradients of x, weight and
    /// bias.
    func training(on execution: Execution = .standard) -> [[Float]] {
        var (mean, inverse, weightGradient, biasGradient) = (channels, channels, channels, channels)
        var runningMean = [Float](repeating: 0.5, count: extents.channels)
        var runningVariance = [Float](repeating: 1, count: extents.channels)
        let y = [Float](made: x.count) { y in
            runningMean.withUnsafeMutableBufferPointer { runningMean in
                runningVariance.withUnsafeMutableBufferPointer { runningVariance in
                    guard let runningMean = runningMean.baseAddress,
                        let runningVariance = runningVariance.baseAddress
                    else { return }
                    execution.batchNormalize(
                        x,
                        weight: weight,
                        bias: bias,
                        epsilon: Self.epsilon,
                        running: RunningAverages(
                            mean: runningMean,
                            variance: runningVariance,
                            momentum: 0.1,
                            keep: 0.9
                        ),
                        into: y,
                        mean: &mean,
                        inverseDeviation: &inverse,
                        extents: extents
                    )
                }
            }
        }
        let gradient = [Float](made: x.count) {
            execution.batchNormalizeGradients(
                x,
                weight: weight,
                mean: mean,
                inverseDeviation: inverse,
                upstream: upstream,
                into: $0,
                weightGradient: &weightGradient,
                biasGradient: &biasGradient,
                extents: extents
            )
        }
        return [
            y, mean, inverse, runningMean, runningVariance, gradient, weightGradient, biasGradient,
        ]
    }

    func inference(on execution: Execution = .standard) -> [Float] {
        let variance = weight.map { abs($0) }
        return [Float](made: x.count) {
            execution.batchNormalizeInference(
                x,
                weight: weight,
                bias: bias,
                mean: bias,
                variance: variance,
                epsilon: Self.epsilon,
                into: $0,
                extents: extents
            )
        }
    }

    /// The places of a channel's elements.
    func places(of channel: Int) -> [Int] {
        (0..<extents.count).flatMap { index in
            (0..<extents.places).map {
                (index * extents.channels + channel) * extents.places + $0
            }
        }
    }

    /// The definition in double precision: y, and each channel's mean and sum of squares.
    func reference(
        _ x: [Double],
        _ weight: [Double],
        _ bias: [Double]
    ) -> (y: [Double], means: [Double], squares: [Double]) {
        var (y, means, squares) = (x, [Double](), [Double]())
        for channel in 0..<extents.channels {
            let places = places(of: channel)
            let count = Double(places.count)
            let mean = places.map { x[$0] }.reduce(0, +) / count
            let square = places.map { (x[$0] - mean) * (x[$0] - mean) }.reduce(0, +)
            let deviation = (square / count + Double(Self.epsilon)).squareRoot()
            for place in places {
                y[place] = (x[place] - mean) / deviation * weight[channel] + bias[channel]
            }
            means.append(mean)
            squares.append(square)
        }
        return (y, means, squares)
    }
}

extension KernelCase {
    static let batchNormalization = [
        KernelCase(name: "batch norm") { execution in
            Inputs.all.flatMap { $0.training(on: execution) }
        },
        KernelCase(name: "batch norm in inference") { execution in
            Inputs.all.map { $0.inference(on: execution) }
        },
    ]
}

@Suite struct BatchNormalizationTests {
    @Test func `channels are normalised as in double precision`() {
        for inputs in Inputs.all {
            let results = inputs.training()
            let expected =
                inputs.reference(inputs.x.doubles, inputs.weight.doubles, inputs.bias.doubles)
            let count = Double(inputs.extents.count * inputs.extents.places)
            #expect(results[0].largestDifference(from: expected.y) <= 5e-6)
            #expect(results[1].largestDifference(from: expected.means) <= 2e-6)
            let runningMeans = expected.means.map { 0.9 * 0.5 + 0.1 * $0 }
            #expect(results[3].largestDifference(from: runningMeans) <= 1e-6)
            let runningVariances = expected.squares.map { 0.9 + 0.1 * $0 / max(count - 1, 1) }
            #expect(results[4].largestDifference(from: runningVariances) <= 1e-6)
        }
    }

    @Test func `inference takes the statistics that it is given`() {
        for inputs in Inputs.all {
            var expected = inputs.x.doubles
            for channel in 0..<inputs.extents.channels {
                let (weight, bias) = (Double(inputs.weight[channel]), Double(inputs.bias[channel]))
                let deviation = (abs(weight) + Double(Inputs.epsilon)).squareRoot()
                for place in inputs.places(of: channel) {
                    expected[place] = (expected[place] - bias) / deviation * weight + bias
                }
            }
            #expect(inputs.inference().largestDifference(from: expected) <= 2e-6)
        }
    }

    @Test(arguments: [(5, 3, 1), (4, 3, 7), (2, 2, 20)])
    func `gradients are those that finite differences show`(size: (Int, Int, Int)) {
        let inputs = Inputs(
            ChannelExtents(count: size.0, channels: size.1, places: size.2),
            seed: 17
        )
        let results = inputs.training()
        let (x, weight) = (inputs.x.doubles, inputs.weight.doubles)
        let bias = inputs.bias.doubles
        func check(_ got: [Float], at point: [Double], _ function: ([Double]) -> [Double]) {
            let expected = finiteDifferences(at: point) { dot(function($0), inputs.upstream) }
            #expect(got.largestDifference(from: expected) <= 2e-5, "\(size)")
        }
        check(results[5], at: x) { inputs.reference($0, weight, bias).y }
        check(results[6], at: weight) { inputs.reference(x, $0, bias).y }
        check(results[7], at: bias) { inputs.reference(x, weight, $0).y }
    }

    @Test func `a NaN makes its channel NaN and no other`() {
        var inputs = Inputs(ChannelExtents(count: 3, channels: 2, places: 5), seed: 18)
        inputs.x[7] = .nan
        let y = inputs.training()[0]
        #expect(y.indices.allSatisfy { y[$0].isNaN == ($0 / 5 % 2 == 1) })
    }
}
