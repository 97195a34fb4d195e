import CKernels

/// The extents of a two-dimensional pooling of `[planes, height, width]` into
/// `[planes, outHeight, outWidth]`; planes are the samples times their channels.
package struct PoolingShape: Hashable, Sendable {
    package let planes: Int
    package let height: Int
    package let width: Int
    package let windowHeight: Int
    package let windowWidth: Int
    package let strideY: Int
    package let strideX: Int
    package let paddingY: Int
    package let paddingX: Int

    /// A pooling whose strides and windows are at least 1 and whose extents are not negative.
    package init(
        planes: Int,
        height: Int,
        width: Int,
        windowHeight: Int,
        windowWidth: Int,
        strideY: Int,
        strideX: Int,
        paddingY: Int = 0,
        paddingX: Int = 0
    ) {
        precondition(windowHeight > 0 && windowWidth > 0 && strideY > 0 && strideX > 0)
        self.planes = planes
        self.height = height
        self.width = width
        self.windowHeight = windowHeight
        self.windowWidth = windowWidth
        self.strideY = strideY
        self.strideX = strideX
        self.paddingY = paddingY
        self.paddingX = paddingX
    }

    /// The rows of a plane of the output: the places of the window in the padded plane.
    package var outHeight: Int {
        ConvolutionShape.places(height + 2 * paddingY, windowHeight, strideY)
    }

    /// The columns of a plane of the output.
    package var outWidth: Int {
        ConvolutionShape.places(width + 2 * paddingX, windowWidth, strideX)
    }

    package var inputCount: Int { planes * height * width }
    package var outCount: Int { planes * outHeight * outWidth }

    var extents: assay_pooling {
        assay_pooling(
            height: height,
            width: width,
            out_height: outHeight,
            out_width: outWidth,
            window_height: windowHeight,
            window_width: windowWidth,
            stride_y: strideY,
            stride_x: strideX,
            padding_y: paddingY,
            padding_x: paddingX
        )
    }

    /// The planes that one thread takes at least.
    var grain: Int {
        let windows = outHeight * outWidth * windowHeight * windowWidth
        return max(1, Execution.elementGrain / max(1, height * width, windows))
    }
}
