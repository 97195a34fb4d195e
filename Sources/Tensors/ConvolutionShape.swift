import CKernels

/// The extents of a two-dimensional convolution.
///
/// Input is `[samples, channels, height, width]`, weights are
/// `[outputs, channels / groups, kernelHeight, kernelWidth]`, the output is
/// `[samples, outputs, outHeight, outWidth]`, all without gaps. Group g maps the g-th of `groups`
/// equal shares of the channels to the g-th share of the outputs, so `groups` divides both.
package struct ConvolutionShape: Hashable, Sendable {
    package let samples: Int
    package let channels: Int
    package let height: Int
    package let width: Int
    package let outputs: Int
    package let kernelHeight: Int
    package let kernelWidth: Int
    package let strideY: Int
    package let strideX: Int
    package let paddingY: Int
    package let paddingX: Int
    package let groups: Int

    /// A convolution whose strides and groups are at least 1 and whose extents are not negative.
    package init(
        samples: Int,
        channels: Int,
        height: Int,
        width: Int,
        outputs: Int,
        kernelHeight: Int,
        kernelWidth: Int,
        strideY: Int = 1,
        strideX: Int = 1,
        paddingY: Int = 0,
        paddingX: Int = 0,
        groups: Int = 1
    ) {
        precondition(strideY > 0 && strideX > 0 && groups > 0)
        precondition(channels % groups == 0 && outputs % groups == 0)
        self.samples = samples
        self.channels = channels
        self.height = height
        self.width = width
        self.outputs = outputs
        self.kernelHeight = kernelHeight
        self.kernelWidth = kernelWidth
        self.strideY = strideY
        self.strideX = strideX
        self.paddingY = paddingY
        self.paddingX = paddingX
        self.groups = groups
    }

    /// The rows of the output: the places of the kernel in the padded input.
    package var outHeight: Int { Self.places(height + 2 * paddingY, kernelHeight, strideY) }

    /// The columns of the output.
    package var outWidth: Int { Self.places(width + 2 * paddingX, kernelWidth, strideX) }

    package var inputCount: Int { samples * channels * height * width }
    package var weightCount: Int { outputs * (channels / groups) * kernelHeight * kernelWidth }
    package var outCount: Int { samples * outputs * outHeight * outWidth }

    /// The places of a window in an extent.
    static func places(_ extent: Int, _ window: Int, _ stride: Int) -> Int {
        extent < window ? 0 : (extent - window) / stride + 1
    }

    var extents: assay_convolution {
        assay_convolution(
            samples: samples,
            groups: groups,
            channels: channels,
            height: height,
            width: width,
            outputs: outputs,
            out_height: outHeight,
            out_width: outWidth,
            kernel_height: kernelHeight,
            kernel_width: kernelWidth,
            stride_y: strideY,
            stride_x: strideX,
            padding_y: paddingY,
            padding_x: paddingX
        )
    }

    /// The multiply-adds of one sample's group.
    var pairWork: Int { outCount / max(1, samples * groups) * weightCount / max(1, outputs) }
}

extension ConvolutionShape {
    /// The floats of scratch memory that the forward pass needs on so many threads: the weights
    /// once and a part for each thread.
    package func forwardScratch(threads: Int) -> Int {
        Execution.aligned(weightCount) + threads * forwardPart
    }

    /// The floats of scratch memory that the gradient by the input needs.
    package func inputGradientScratch(threads: Int) -> Int {
        Execution.aligned(weightCount) + threads * inputGradientPart
    }

    /// The floats of scratch memory that the gradient by the weights needs.
    package func weightGradientScratch(threads: Int) -> Int { threads * weightGradientPart }

    /// The floats of scratch memory that the gradient by the bias needs.
    package var biasGradientScratch: Int { samples * outputs }

    var forwardPart: Int {
        withUnsafePointer(to: extents) { Execution.aligned(assay_convolution_forward_scratch($0)) }
    }

    var inputGradientPart: Int {
        withUnsafePointer(to: extents) {
            Execution.aligned(assay_convolution_input_gradient_scratch($0))
        }
    }

    var weightGradientPart: Int {
        withUnsafePointer(to: extents) {
            Execution.aligned(assay_convolution_weight_gradient_scratch($0))
        }
    }
}
