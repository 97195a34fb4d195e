#ifndef ASSAY_ATTENTION_SCRATCH_H
#define ASSAY_ATTENTION_SCRATCH_H

#include "assay_attention.h"

enum {
    /// The queries of a block: a part of the order of operations. In scratch memory the elements of
    /// a block's queries lie side by side, so that vectors run over queries.
    query_block = 32,
    /// The depth that rows have which tiles walk element by element; what is deeper takes several.
    depth_slice = 32,
};

/// The depth up to whole vectors.
static inline size_t padded_depth(const assay_attention *a) {
    return (a->depth + 15) / 16 * 16;
}

/// The floats of one pair's positions in slices of the depth.
static inline size_t sliced_size(const assay_attention *a) {
    return (a->depth + depth_slice - 1) / depth_slice * depth_slice * a->length;
}

#endif
