// Copies between arrays of any strides: permutations, slices and what undoes them.
#ifndef ASSAY_COPY_H
#define ASSAY_COPY_H

#include <stddef.h>

enum { assay_copy_rank = 8 };

/// to[sum of i_a * to_strides[a]] = from[sum of i_a * from_strides[a]] for all i_a < extents[a]. No
/// place is written twice.
///
/// There are at least two axes. It is fast where the last axis is 1 apart in both, or the last in `to` and the one before it in
/// `from`.
typedef struct assay_copy {
    size_t rank;
    size_t extents[assay_copy_rank];
    size_t from_strides[assay_copy_rank];
    size_t to_strides[assay_copy_rank];
} assay_copy;

#endif
