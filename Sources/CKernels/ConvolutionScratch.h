#ifndef ASSAY_CONVOLUTION_SCRATCH_H
#define ASSAY_CONVOLUTION_SCRATCH_H

#include "assay_convolution.h"

#include "ConvolutionBlocking.h"

/// The rows of a plane with its padding.
static inline size_t padded_rows(const assay_convolution *c) {
    return c->height + 2 * c->padding_y;
}

/// The columns of a plane with its padding that are one stride apart.
static inline size_t padded_columns(const assay_convolution *c) {
    return (c->width + 2 * c->padding_x + c->stride_x - 1) / c->stride_x;
}

/// The floats of one sample's group of channels with its padding, for the gradient by the weights.
static inline size_t interleaved_size(const assay_convolution *c) {
    return c->channels / c->groups * padded_rows(c) * (c->width + 2 * c->padding_x) + vector_slack;
}

#endif
