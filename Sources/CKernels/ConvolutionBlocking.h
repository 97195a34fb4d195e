#ifndef ASSAY_CONVOLUTION_BLOCKING_H
#define ASSAY_CONVOLUTION_BLOCKING_H

// None of these changes a bit of a result.
enum {
    /// The pixels of a panel of patches.
    patch_pixels = 32,
    /// The rows of a panel of patches at most: a panel stays near the processor.
    patch_depth = 384,
    /// What vectors may read and write beyond an array's end, in floats.
    vector_slack = 16,
};

#endif
