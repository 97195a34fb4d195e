import CKernels

extension Execution {
    /// Convolves `input` `[samples, channels, height, width]` with `weights`
    /// `[outputs, channels / groups, kernelHeight, kernelWidth]` into `out`
    /// `[samples, outputs, outHeight, outWidth]`, and adds `bias` `[outputs]` if there is one.
    ///
    /// Order: each element is one chain `sum = fma(weight, x, sum)` from +0 over (channel of the
    /// group, kernel row, kernel column) ascending, where x is +0 in the padding; then the bias is
    /// added.
    ///
    /// - Parameter scratch: ``ConvolutionShape/forwardScratch(threads:)`` floats, aligned to 64
    ///   bytes.
    package func convolve(
        _ shape: ConvolutionShape,
        input: UnsafePointer<Float>,
        weights: UnsafePointer<Float>,
        bias: UnsafePointer<Float>?,
        into out: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        guard perturbation == nil else {
            return perturbedConvolution(
                shape,
                input: input,
                weights: weights,
                bias: bias,
                into: out
            )
        }
        let kernels = kernels.convolution
        let arranged = scratch
        let parts = scratch + Self.aligned(shape.weightCount)
        withUnsafePointer(to: shape.extents) { extents in
            kernels.arrange_weights(extents, weights, arranged)
            let pixels = shape.outHeight * shape.outWidth
            divide(shape, pixels: pixels, scratch: parts, size: shape.forwardPart) {
                kernels.forward(extents, input, arranged, bias, out, $0, $1)
            }
        }
    }

    /// The gradient of a convolution by its input, into `out` `[samples, channels, height, width]`,
    /// from the `upstream` gradient `[samples, outputs, outHeight, outWidth]`.
    ///
    /// Order: each element (y, x) is one chain `sum = fma(weight, u, sum)` from +0 over (output of
    /// the group, kernel row i, kernel column j) ascending, where u is the upstream element whose
    /// patch has (y, x) at (i, j), and +0 where there is none.
    ///
    /// - Parameter scratch: ``ConvolutionShape/inputGradientScratch(threads:)`` floats, aligned to
    ///   64 bytes.
    package func convolutionInputGradient(
        _ shape: ConvolutionShape,
        upstream: UnsafePointer<Float>,
        weights: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        guard perturbation == nil else {
            return perturbedConvolutionInputGradient(
                shape,
                upstream: upstream,
                weights: weights,
                into: out
            )
        }
        let kernels = kernels.convolution
        let arranged = scratch
        let parts = scratch + Self.aligned(shape.weightCount)
        withUnsafePointer(to: shape.extents) { extents in
            kernels.arrange_weights_for_gradient(extents, weights, arranged)
            let pixels = shape.height * shape.width
            divide(shape, pixels: pixels, scratch: parts, size: shape.inputGradientPart) {
                kernels.input_gradient(extents, upstream, arranged, out, $0, $1)
            }
        }
    }

    /// The gradient of a convolution by its weights, into `out`
    /// `[outputs, channels / groups, kernelHeight, kernelWidth]`.
    ///
    /// Order: for each sample one chain `sum = fma(x, u, sum)` from +0 over the output's pixels
    /// ascending, where x is +0 in the padding; the samples joined as
    /// ``columnSums(_:into:rows:columns:)`` joins rows.
    ///
    /// - Parameter scratch: ``ConvolutionShape/weightGradientScratch(threads:)`` floats, aligned to
    ///   64 bytes.
    package func convolutionWeightGradient(
        _ shape: ConvolutionShape,
        input: UnsafePointer<Float>,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        guard perturbation == nil else {
            return perturbedConvolutionWeightGradient(
                shape,
                input: input,
                upstream: upstream,
                into: out
            )
        }
        let kernels = kernels.convolution
        let work = shape.pairWork * shape.samples * shape.groups / max(1, shape.outputs)
        // Threads take whole vectors of a group's outputs, or whole groups.
        let outputs = max(1, shape.outputs / shape.groups)
        let grain = max(Self.grain(work: work), min(outputs, 16))
        withUnsafePointer(to: shape.extents) { extents in
            divide(shape.outputs, grain: grain, scratch: scratch, size: shape.weightGradientPart) {
                kernels.weight_gradient(
                    extents,
                    input,
                    upstream,
                    out,
                    $0.lowerBound,
                    $0.upperBound,
                    $1
                )
            }
        }
    }

    /// The gradient of a convolution by its bias, into `out` `[outputs]`.
    ///
    /// Order: for each sample and output the ``sum(_:count:)`` of the pixels; the samples joined
    /// as ``columnSums(_:into:rows:columns:)`` joins rows.
    ///
    /// - Parameter scratch: ``ConvolutionShape/biasGradientScratch`` floats.
    package func convolutionBiasGradient(
        _ shape: ConvolutionShape,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let (planes, pixels) = (shape.samples * shape.outputs, shape.outHeight * shape.outWidth)
        reduce(.sum, upstream, into: scratch, outer: planes, count: pixels, inner: 1)
        columnSums(scratch, into: out, rows: shape.samples, columns: shape.outputs)
    }

    /// Divides a convolution by pairs of sample and group, or, where these are few, by pixels.
    private func divide(
        _ shape: ConvolutionShape,
        pixels: Int,
        scratch: UnsafeMutablePointer<Float>,
        size: Int,
        _ body: (assay_convolution_part, UnsafeMutablePointer<Float>) -> Void
    ) {
        let pairs = shape.samples * shape.groups
        let byPairs = pairs >= threads
        let work = byPairs ? shape.pairWork : pairs * shape.pairWork / max(1, pixels)
        let grain = byPairs ? Self.grain(work: work) : max(Self.grain(work: work), 32)
        divide(byPairs ? pairs : pixels, grain: grain, scratch: scratch, size: size) {
            let part = assay_convolution_part(
                pair_from: byPairs ? $0.lowerBound : 0,
                pair_to: byPairs ? $0.upperBound : pairs,
                pixel_from: byPairs ? 0 : $0.lowerBound,
                pixel_to: byPairs ? pixels : $0.upperBound
            )
            body(part, $1)
        }
    }
}
