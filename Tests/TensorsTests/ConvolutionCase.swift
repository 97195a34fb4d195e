import Tensors

/// A convolution on inputs that follow from a seed.
struct ConvolutionCase: Sendable {
    let shape: ConvolutionShape
    let seed: UInt64
    let input: [Float]
    let weights: [Float]
    let bias: [Float]
    let upstream: [Float]

    init(_ shape: ConvolutionShape, seed: UInt64) {
        self.shape = shape
        self.seed = seed
        input = Fixture.numbers(shape.inputCount, seed: seed)
        weights = Fixture.numbers(shape.weightCount, seed: seed + 1)
        bias = Fixture.numbers(shape.outputs, seed: seed + 2)
        upstream = Fixture.numbers(shape.outCount, seed: seed + 3)
    }

    /// Extents around the edges of vectors, tiles and blocks, and some large enough that work is in
    /// fact divided among threads, by samples and by pixels.
    static let all: [ConvolutionCase] = [
        shape(2, 3, 7, 9, to: 5, kernel: (3, 3)),
        shape(3, 4, 8, 7, to: 6, kernel: (3, 2), stride: (2, 2), padding: (1, 1), groups: 2),
        shape(35, 2, 5, 5, to: 17, kernel: (1, 1)),
        shape(2, 4, 9, 9, to: 4, kernel: (3, 3), padding: (1, 1), groups: 4),
        shape(1, 45, 6, 10, to: 34, kernel: (3, 3), stride: (1, 3), padding: (2, 0)),
        shape(70, 1, 9, 9, to: 3, kernel: (5, 5), stride: (2, 1), padding: (4, 2)),
        shape(2, 6, 10, 11, to: 9, kernel: (2, 3), stride: (3, 2), padding: (0, 5), groups: 3),
        shape(1, 2, 4, 4, to: 2, kernel: (1, 1), stride: (2, 2), padding: (3, 3)),
        shape(5, 8, 12, 40, to: 40, kernel: (3, 3)),
        shape(1, 16, 25, 26, to: 20, kernel: (3, 3), padding: (1, 1)),
    ].enumerated().map { ConvolutionCase($1, seed: UInt64($0) * 10) }

    static func shape(
        _ samples: Int,
        _ channels: Int,
        _ height: Int,
        _ width: Int,
        to outputs: Int,
        kernel: (Int, Int),
        stride: (Int, Int) = (1, 1),
        padding: (Int, Int) = (0, 0),
        groups: Int = 1
    ) -> ConvolutionShape {
        ConvolutionShape(
            samples: samples,
            channels: channels,
            height: height,
            width: width,
            outputs: outputs,
            kernelHeight: kernel.0,
            kernelWidth: kernel.1,
            strideY: stride.0,
            strideX: stride.1,
            paddingY: padding.0,
            paddingX: padding.1,
            groups: groups
        )
    }

    func forward(on execution: Execution) -> [Float] {
        let scratch = shape.forwardScratch(threads: execution.threads)
        return Memory.written(shape.outCount, scratch: scratch) {
            execution.convolve(
                shape,
                input: input,
                weights: weights,
                bias: bias,
                into: $0,
                scratch: $1
            )
        }
    }

    func inputGradient(on execution: Execution) -> [Float] {
        let scratch = shape.inputGradientScratch(threads: execution.threads)
        return Memory.written(shape.inputCount, scratch: scratch) {
            execution.convolutionInputGradient(
                shape,
                upstream: upstream,
                weights: weights,
                into: $0,
                scratch: $1
            )
        }
    }

    func weightGradient(on execution: Execution) -> [Float] {
        let scratch = shape.weightGradientScratch(threads: execution.threads)
        return Memory.written(shape.weightCount, scratch: scratch) {
            execution.convolutionWeightGradient(
                shape,
                input: input,
                upstream: upstream,
                into: $0,
                scratch: $1
            )
        }
    }

    func biasGradient(on execution: Execution) -> [Float] {
        Memory.written(shape.outputs, scratch: shape.biasGradientScratch) {
            execution.convolutionBiasGradient(shape, upstream: upstream, into: $0, scratch: $1)
        }
    }
}

extension ConvolutionCase {
    /// Every product of the convolution: calls the closure with the places of a factor in the
    /// input, in the weights and of the sum in the output.
    func forEachProduct(_ body: (_ input: Int, _ weight: Int, _ out: Int) -> Void) {
        let s = shape
        let (channels, outputs) = (s.channels / s.groups, s.outputs / max(1, s.groups))
        for n in 0..<s.samples {
            for o in 0..<s.outputs {
                for y in 0..<s.outHeight {
                    for x in 0..<s.outWidth {
                        let out = ((n * s.outputs + o) * s.outHeight + y) * s.outWidth + x
                        for c in 0..<channels {
                            let plane = n * s.channels + o / outputs * channels + c
                            for i in 0..<s.kernelHeight {
                                let row = y * s.strideY + i - s.paddingY
                                guard (0..<s.height).contains(row) else { continue }
                                for j in 0..<s.kernelWidth {
                                    let column = x * s.strideX + j - s.paddingX
                                    guard (0..<s.width).contains(column) else { continue }
                                    body(
                                        (plane * s.height + row) * s.width + column,
                                        ((o * channels + c) * s.kernelHeight + i) * s.kernelWidth
                                            + j,
                                        out
                                    )
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The output in double precision.
    func reference(input: [Double], weights: [Double]) -> [Double] {
        let pixels = shape.outHeight * shape.outWidth
        var out = (0..<shape.outCount).map { Double(bias[$0 / pixels % shape.outputs]) }
        forEachProduct { out[$2] += input[$0] * weights[$1] }
        return out
    }
}
