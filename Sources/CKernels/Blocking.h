#ifndef ASSAY_BLOCKING_H
#define ASSAY_BLOCKING_H

// The blocks of the matrix product: a block of `left` (row_block x depth_block) stays in the
// second-level cache while panels of `right` (depth_block x two vectors) pass by; a packed block of
// `right` (depth_block x column_block) stays in the third. None of them changes a bit of the result.
enum {
    depth_block = 512,
    row_block = 168,
    column_block = 1024,
    /// What packing may write beyond a block: less than the widest vector.
    spill = 16,
};

#endif
