#ifndef ASSAY_BLOCKING_H
#define ASSAY_BLOCKING_H

// The blocks of the matrix product: a panel of `right` (depth_block x two vectors) stays in the
// first-level cache, a block of `left` (row_block x depth_block) in the second, a block of `right`
// (depth_block x column_block) in the third. None of them changes a bit of the result.
enum {
    depth_block = 256,
    row_block = 252,
    column_block = 1024,
};

#endif
