#include "ConvolutionScratch.h"

/// The panel, the table of a patch's offsets, and what is read around the planes.
static size_t product_size(size_t depth, size_t rows) {
    return panel_size(depth, rows) + depth * (sizeof(size_t) / sizeof(float)) + 2 * vector_slack;
}

size_t assay_convolution_forward_scratch(const assay_convolution *c) {
    const size_t channels = c->channels / c->groups;
    return product_size(channels * c->kernel_height * c->kernel_width, c->outputs / c->groups)
        + channels * padded_rows(c) * padded_columns(c) * c->stride_x;
}

size_t assay_convolution_input_gradient_scratch(const assay_convolution *c) {
    const size_t outputs = c->outputs / c->groups;
    return product_size(outputs * c->kernel_height * c->kernel_width, c->channels / c->groups)
        + outputs * (c->height + c->kernel_height - 1) * (c->width + c->kernel_width - 1);
}

size_t assay_convolution_weight_gradient_scratch(const assay_convolution *c) {
    const size_t outputs = c->outputs / c->groups;
    const size_t stride = (outputs + vector_slack - 1) / vector_slack * vector_slack;
    const size_t weights =
        c->channels / c->groups * c->kernel_height * c->kernel_width * stride;
    // One sample's sums, and a block's for each level of the tree.
    size_t buffers = 2;
    for (size_t blocks = c->samples / 32; blocks > 0; blocks /= 2) buffers++;
    const size_t pixels = c->out_height * c->out_width;
    return offsets_size(pixels) + interleaved_size(c) + pixels * stride + buffers * weights;
}
