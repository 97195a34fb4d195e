// Convolution under a perturbation: as matrix products with all patches of a group of one sample,
// each in its seeded order.

extension Execution {
    func perturbedConvolution(
        _ shape: ConvolutionShape,
        input: UnsafePointer<Float>,
        weights: UnsafePointer<Float>,
        bias: UnsafePointer<Float>?,
        into out: UnsafeMutablePointer<Float>
    ) {
        let patches = Patches(shape)
        let product = ProductShape(
            rows: patches.outputs,
            depth: patches.depth,
            columns: patches.pixels
        )
        for pair in patches.pairs {
            let planes = out + pair.out
            let copied = patches.copied(from: input + pair.input)
            products(weights + pair.weights, copied, into: planes, product)
            guard let bias else { continue }
            for output in 0..<patches.outputs {
                let summand = bias[pair.group * patches.outputs + output]
                for pixel in 0..<patches.pixels {
                    planes[output * patches.pixels + pixel] += summand
                }
            }
        }
    }

    func perturbedConvolutionInputGradient(
        _ shape: ConvolutionShape,
        upstream: UnsafePointer<Float>,
        weights: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>
    ) {
        let patches = Patches(shape)
        let order = order(of: patches.depth)?.places ?? []
        out.update(repeating: 0, count: shape.inputCount)
        var gradients = [Float](repeating: 0, count: patches.depth * patches.pixels)
        let product = ProductShape(
            rows: patches.depth,
            depth: patches.outputs,
            columns: patches.pixels,
            transposing: .left
        )
        for pair in patches.pairs {
            products(weights + pair.weights, upstream + pair.out, into: &gradients, product)
            let planes = out + pair.input
            for element in order {
                patches.forEachPlace(of: Int(element)) { pixel, place in
                    planes[place] += gradients[Int(element) * patches.pixels + pixel]
                }
            }
        }
    }

    func perturbedConvolutionWeightGradient(
        _ shape: ConvolutionShape,
        input: UnsafePointer<Float>,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>
    ) {
        let patches = Patches(shape)
        out.update(repeating: 0, count: shape.weightCount)
        let product = ProductShape(
            rows: patches.outputs,
            depth: patches.pixels,
            columns: patches.depth,
            transposing: .right
        )
        let pairs = patches.pairs
        for index in order(of: pairs.count)?.places ?? [] {
            let pair = pairs[Int(index)]
            products(
                upstream + pair.out,
                patches.copied(from: input + pair.input),
                into: out + pair.weights,
                product,
                accumulating: true
            )
        }
    }
}

extension ConvolutionShape {
    /// The elements of all patches of a group of one sample.
    package var patchCount: Int {
        let patches = Patches(self)
        return patches.depth * patches.pixels
    }
}

/// What the kernel of a convolution sees of one group of one sample, place by place.
private struct Patches {
    /// Where the planes and weights of a group of a sample begin.
    struct Pair {
        let group, input, out, weights: Int
    }

    let shape: ConvolutionShape
    /// The outputs of a group.
    let outputs: Int
    /// The elements of a patch: channel of the group, row and column of the kernel.
    let depth: Int
    /// The places of the kernel.
    let pixels: Int

    init(_ shape: ConvolutionShape) {
        self.shape = shape
        outputs = shape.outputs / shape.groups
        depth = shape.channels / shape.groups * shape.kernelHeight * shape.kernelWidth
        pixels = shape.outHeight * shape.outWidth
    }

    var pairs: [Pair] {
        let channels = shape.channels / shape.groups
        return (0..<shape.samples * shape.groups).map { pair in
            let group = pair % shape.groups
            return Pair(
                group: group,
                input: pair * channels * shape.height * shape.width,
                out: pair * outputs * pixels,
                weights: group * outputs * depth
            )
        }
    }

    /// `[depth, pixels]`, zero in the padding.
    func copied(from planes: UnsafePointer<Float>) -> [Float] {
        var patches = [Float](repeating: 0, count: depth * pixels)
        for element in 0..<depth {
            forEachPlace(of: element) { pixel, place in
                patches[element * pixels + pixel] = planes[place]
            }
        }
        return patches
    }

    /// Calls a closure with each pixel and the place in the group's planes of one element of its
    /// patch, unless that is in the padding.
    func forEachPlace(of element: Int, _ body: (_ pixel: Int, _ place: Int) -> Void) {
        let (rest, column) = element.quotientAndRemainder(dividingBy: shape.kernelWidth)
        let (channel, row) = rest.quotientAndRemainder(dividingBy: shape.kernelHeight)
        for outY in 0..<shape.outHeight {
            let y = outY * shape.strideY + row - shape.paddingY
            guard (0..<shape.height).contains(y) else { continue }
            for outX in 0..<shape.outWidth {
                let x = outX * shape.strideX + column - shape.paddingX
                guard (0..<shape.width).contains(x) else { continue }
                body(outY * shape.outWidth + outX, (channel * shape.height + y) * shape.width + x)
            }
        }
    }
}
