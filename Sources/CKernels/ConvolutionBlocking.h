#ifndef ASSAY_CONVOLUTION_BLOCKING_H
#define ASSAY_CONVOLUTION_BLOCKING_H

// None of these changes a bit of a result.
enum {
    /// The pixels of a panel of patches.
    patch_pixels = 32,
    /// The rows of a panel of patches at most: a panel stays near the processor.
    patch_depth = 384,
    /// The pixels of a strip whose sums are stored together, a multiple of 16.
    strip_pixels = 208,
    /// The depth at most of the weights that a strip's tiles read again and again.
    place_depth = 288,
    /// What vectors may read and write beyond an array's end, in floats.
    vector_slack = 16,
};

#endif
