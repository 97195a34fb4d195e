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

/// The floats of a panel of patches, or else of a strip's sums and of the weights of whole vectors
/// of rows; even, so that the offsets behind them are aligned.
static inline size_t panel_size(size_t depth, size_t rows) {
    const size_t patches = patch_depth * patch_pixels;
    const size_t room = (rows + vector_slack - 1) / vector_slack * vector_slack;
    const size_t places = strip_pixels * 32 + depth * room;
    return patches > places ? patches : places;
}

/// The floats that the offsets of so many places take, up to whole lines of the cache.
static inline size_t offsets_size(size_t places) {
    const size_t floats = places * (sizeof(size_t) / sizeof(float));
    return (floats + vector_slack - 1) / vector_slack * vector_slack;
}

/// The floats of one sample's group of channels with its padding, for the gradient by the weights.
static inline size_t interleaved_size(const assay_convolution *c) {
    return c->channels / c->groups * padded_rows(c) * (c->width + 2 * c->padding_x) + vector_slack;
}

#endif
